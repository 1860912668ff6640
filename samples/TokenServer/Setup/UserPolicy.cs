using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;
using TokenServer.Data;

namespace TokenServer.Setup;

/// <summary>Invalidates the tokens of users who are deleted or locked out permanently.</summary>
internal sealed class UserPolicy(IServiceScopeFactory scopes, TimeProvider time) : ITokenOwnerPolicy
{
    // Wrong passwords lock out a user for minutes. Anyone can cause that, so it must not invalidate the user's tokens.
    private static readonly TimeSpan ForGood = TimeSpan.FromDays(30);

    public async ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Users
            .AsNoTracking()
            .SingleOrDefaultAsync(user => user.Id == ownerId, cancellationToken);
        return user is not null && (user.LockoutEnd is not { } end || end < time.GetUtcNow() + ForGood);
    }
}
