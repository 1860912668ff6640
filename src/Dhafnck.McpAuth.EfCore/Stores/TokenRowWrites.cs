using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>The statements that change records, and number the changes, within the operation that they belong to.</summary>
internal static class TokenRowWrites
{
    /// <summary>Replaces a record of the given version. Returns <see langword="false"/> when the record is another one by now.</summary>
    /// <param name="context">The context, in a transaction.</param>
    /// <param name="token">The new state of the record.</param>
    /// <param name="mayAddAdmin">Whether the scope <c>mcp:admin</c> may be added.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<bool> TryReplaceAsync(this DbContext context, ApiToken token, bool mayAddAdmin, CancellationToken cancellationToken)
    {
        var row = TokenRow.Of(token, change: 0);
        var unchanged = context.Set<TokenRow>().Where(stored => stored.Id == row.Id && stored.Version == row.Version);

        // An administrator's SQL does not change the version, so check separately that the scope is still there.
        return await (token.Scopes.Contains(McpScopes.Admin) && !mayAddAdmin ? unchanged.Where(stored => stored.Scopes.Contains(McpScopes.Admin)) : unchanged)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(stored => stored.Name, row.Name)
                    .SetProperty(stored => stored.SearchName, row.SearchName)
                    .SetProperty(stored => stored.Scopes, row.Scopes)
                    .SetProperty(stored => stored.RequestedScopes, row.RequestedScopes)
                    .SetProperty(stored => stored.Audience, row.Audience)
                    .SetProperty(stored => stored.RateLimit, row.RateLimit)
                    .SetProperty(stored => stored.Metadata, row.Metadata)
                    .SetProperty(stored => stored.AllowedAddresses, row.AllowedAddresses)
                    .SetProperty(stored => stored.KeyThumbprint, row.KeyThumbprint)
                    .SetProperty(stored => stored.IssuedAt, row.IssuedAt)
                    .SetProperty(stored => stored.ExpiresAt, row.ExpiresAt)
                    .SetProperty(stored => stored.LifetimeSeconds, row.LifetimeSeconds)
                    .SetProperty(stored => stored.RotatableUntil, row.RotatableUntil)
                    .SetProperty(stored => stored.RevokedAt, row.RevokedAt)
                    .SetProperty(stored => stored.Generation, row.Generation)
                    .SetProperty(stored => stored.Hash, row.Hash)
                    .SetProperty(stored => stored.FormerGeneration, row.FormerGeneration)
                    .SetProperty(stored => stored.FormerHash, row.FormerHash)
                    .SetProperty(stored => stored.FormerValidUntil, row.FormerValidUntil)
                    .SetProperty(stored => stored.History, row.History)
                    .SetProperty(stored => stored.ClientId, row.ClientId)
                    .SetProperty(stored => stored.ClientName, row.ClientName)
                    .SetProperty(stored => stored.ClientHost, row.ClientHost)
                    .SetProperty(stored => stored.Version, row.Version + 1),
                cancellationToken) == 1;
    }

    /// <summary>Increments the change counter. Its lock is held until the end of the transaction.</summary>
    public static Task<int> CountChangeAsync(this DbContext context, CancellationToken cancellationToken) =>
        context.Set<ChangeCounterRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + 1), cancellationToken);

    /// <summary>Increments the change counter, and returns its new value.</summary>
    public static async Task<long> NextChangeAsync(this DbContext context, CancellationToken cancellationToken)
    {
        await context.CountChangeAsync(cancellationToken);
        return await context.Set<ChangeCounterRow>().Select(row => row.Value).SingleAsync(cancellationToken);
    }

    /// <summary>Writes the value of the change counter to changed records.</summary>
    public static Task<int> NumberAsync(this DbContext context, IQueryable<TokenRow> changed, CancellationToken cancellationToken)
    {
        var counters = context.Set<ChangeCounterRow>();
        return changed.ExecuteUpdateAsync(set => set.SetProperty(row => row.Change, row => counters.Max(counter => counter.Value)), cancellationToken);
    }
}
