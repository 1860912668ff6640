using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;
using TokenServer.Data;

namespace TokenServer.Setup;

/// <summary>Invalidates the tokens of users who are deleted or locked out permanently.</summary>
internal sealed class UserPolicy(IServiceScopeFactory scopes, TimeProvider time) : ITokenOwnerPolicy
{
    // Wrong passwords lock out a user for minutes. Anyone can cause that, so it must not invalidate the user's tokens.
    private static readonly TimeSpan ForGood = TimeSpan.FromDays(30);

    public async ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) =>
        (await ListActiveAsync([ownerId], cancellationToken)).Count > 0;

    public async ValueTask<IReadOnlyCollection<string>> ListActiveAsync(IReadOnlyCollection<string> ownerIds, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Users
            .AsNoTracking()
            .Where(user => ownerIds.Contains(user.Id))
            .Select(user => new { user.Id, user.LockoutEnd })
            .ToListAsync(cancellationToken);
        var forGood = time.GetUtcNow() + ForGood;
        return [.. users.Where(user => user.LockoutEnd is not { } end || end < forGood).Select(user => user.Id)];
    }
}
