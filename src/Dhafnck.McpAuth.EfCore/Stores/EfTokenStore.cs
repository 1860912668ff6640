using System.Text;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Keeps records in a relational database. Each operation uses its own scope, context and transaction, never those of the application.</summary>
internal sealed class EfTokenStore<TContext>(StoreScope<TContext> scope, PollConnection<TContext> poll, Retention<TContext> retention) : ITokenStore
    where TContext : DbContext
{
    public async Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);

        // Check without the lock first: a request that is refused anyway must not make others wait.
        return await scope.ReadAsync(context => RefuseAsync(context, token, maximumActive, claim, cancellationToken))
            ?? await scope.WriteAsync(
                async context =>
                {
                    // Take the counter's lock first: the results of the following checks then hold until the record is stored.
                    var row = TokenRow.Of(token, await NextChangeAsync(context, cancellationToken));
                    if (await RefuseAsync(context, token, maximumActive, claim, cancellationToken) is { } refusal)
                    {
                        return refusal;
                    }

                    context.Add(row);
                    await context.SaveChangesAsync(cancellationToken);
                    await context.KeepAsync(claim, cancellationToken);
                    return TokenAddition.Added;
                },
                commit: addition => addition == TokenAddition.Added,
                cancellationToken);
    }

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        return !IsPossible(tokenId)
            ? Task.FromResult<ApiToken?>(null)
            : scope.ReadAsync(async context =>
                (await context.Set<TokenRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == tokenId, cancellationToken))?.ToApiToken());
    }

    public Task<IReadOnlyList<ApiToken>> FindManyAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        string[] possible = [.. tokenIds.Where(IsPossible)];
        return scope.ReadAsync<IReadOnlyList<ApiToken>>(async context =>
        {
            var rows = await context.Set<TokenRow>().AsNoTracking().Where(row => possible.Contains(row.Id)).ToListAsync(cancellationToken);
            return [.. rows.Select(row => row.ToApiToken())];
        });
    }

    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return scope.ReadAsync(async context =>
        {
            var all = context.Set<TokenRow>().AsNoTracking().Matching(query);

            // Read the total in the same statement as the rows, so that both are consistent.
            var page = await all
                .Ordered(query)
                .Skip(query.Skip)
                .Take(query.Limit)
                .Select(row => new { Row = row, Total = all.Count() })
                .ToListAsync(cancellationToken);
            return new ApiTokenPage
            {
                Items = [.. page.Select(entry => entry.Row.ToApiToken())],

                // A record added between the two statements is newer than the empty page: do not count it.
                Total = page is [{ Total: var total }, ..] ? total : Math.Min(query.Skip, await all.CountAsync(cancellationToken)),
            };
        });
    }

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return scope.WriteAsync(
            async context =>
            {
                // Lock the record first and the counter last: while somebody else holds this record, changes of other records do not wait.
                if (!await TryReplaceAsync(context, token, cancellationToken))
                {
                    return false;
                }

                await CountChangeAsync(context, cancellationToken);
                if (await context.IsUsedAsync(claim, cancellationToken))
                {
                    return false;
                }

                await NumberAsync(context, context.Set<TokenRow>().Where(stored => stored.Id == token.Id), cancellationToken);
                await context.KeepAsync(claim, cancellationToken);
                return true;
            },
            commit: updated => updated,
            cancellationToken);
    }

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        scope.ReadAsync<IReadOnlyList<ApiToken>>(async context =>
        {
            var rows = context.Set<TokenRow>().AsNoTracking().Where(row => row.RevokedAt == null && row.ExpiresAt >= from && row.ExpiresAt < before);
            if (after is not null)
            {
                rows = rows.Where(row => row.ExpiresAt > after.ExpiresAt || (row.ExpiresAt == after.ExpiresAt && row.Id.CompareTo(after.Id) > 0));
            }

            var part = await rows.OrderBy(row => row.ExpiresAt).ThenBy(row => row.Id).Take(limit).ToListAsync(cancellationToken);
            return [.. part.Select(row => row.ToApiToken())];
        });

    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        poll.ReadAsync(
            async context =>
            {
                // Read the counter first: a change between the two queries is then reported twice, but never missed.
                var counter = await ChangeCounter.ReadAsync(context, cancellationToken);
                return new ChangedTokens
                {
                    Counter = counter,
                    TokenIds = counter == since
                        ? []
                        : await context.Set<TokenRow>().Where(row => row.Change > since).Select(row => row.Id).ToListAsync(cancellationToken),
                };
            },
            cancellationToken);

    public async Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        if (!await scope.ReadAsync(context => OpenOf(context, ownerId).AnyAsync(cancellationToken)))
        {
            return 0;
        }

        return await scope.WriteAsync(
            async context =>
            {
                await context.LockOpenAsync(ownerId, cancellationToken);
                var change = await NextChangeAsync(context, cancellationToken);
                return await OpenOf(context, ownerId)
                    .ExecuteUpdateAsync(
                        set => set
                            .SetProperty(row => row.RevokedAt, revokedAt)
                            .SetProperty(row => row.FormerGeneration, (int?)null)
                            .SetProperty(row => row.FormerHash, (byte[]?)null)
                            .SetProperty(row => row.FormerValidUntil, (DateTimeOffset?)null)
                            .SetProperty(row => row.Change, change)
                            .SetProperty(row => row.Version, row => row.Version + 1),
                        cancellationToken);
            },
            commit: revoked => revoked > 0,
            cancellationToken);
    }

    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        ArgumentNullException.ThrowIfNull(key);
        return scope.ReadAsync(context => context.FindRequestAsync(ownerId, key, notBefore, cancellationToken));
    }

    public async Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default)
    {
        await retention.DeleteAsync(context => context.Set<TokenRequestRow>().Where(row => row.CreatedAt < usedBefore).OrderBy(row => row.CreatedAt), cancellationToken);
        return await retention.DeleteAsync(context => context.Set<TokenRow>().Where(row => row.ExpiresAt < expiredBefore).OrderBy(row => row.ExpiresAt), cancellationToken);
    }

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken = default) =>
        scope.ReadAsync(context => context.ReadClockAsync(cancellationToken));

    // No identifier has other characters. PostgreSQL fails on NUL and on unpaired surrogates instead of finding nothing.
    private static bool IsPossible(string tokenId) => Ascii.IsValid(tokenId) && !tokenId.Contains('\0');

    private static async Task<TokenAddition?> RefuseAsync(TContext context, ApiToken token, int maximumActive, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (await context.IsUsedAsync(claim, cancellationToken))
        {
            return TokenAddition.KeyUsed;
        }

        var tokens = context.Set<TokenRow>();
        if (await tokens.AnyAsync(stored => stored.Id == token.Id, cancellationToken) || await tokens.HasConnectionAsync(token, cancellationToken))
        {
            return TokenAddition.Exists;
        }

        var active = new TokenQuery { OwnerId = token.OwnerId, State = TokenState.Active, Now = token.CreatedAt };
        return maximumActive < int.MaxValue && await tokens.Matching(active).CountAsync(cancellationToken) >= maximumActive ? TokenAddition.LimitReached : null;
    }

    private static IQueryable<TokenRow> OpenOf(TContext context, string ownerId) =>
        context.Set<TokenRow>().Where(row => row.OwnerId == ownerId && row.RevokedAt == null);

    private static async Task<bool> TryReplaceAsync(TContext context, ApiToken token, CancellationToken cancellationToken)
    {
        var row = TokenRow.Of(token, change: 0);
        var unchanged = context.Set<TokenRow>().Where(stored => stored.Id == row.Id && stored.Version == row.Version);

        // An administrator's SQL does not change the version, so check separately that the scope is still there.
        return await (token.Scopes.Contains(McpScopes.Admin) ? unchanged.Where(stored => stored.Scopes.Contains(McpScopes.Admin)) : unchanged)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(stored => stored.Name, row.Name)
                    .SetProperty(stored => stored.SearchName, row.SearchName)
                    .SetProperty(stored => stored.Scopes, row.Scopes)
                    .SetProperty(stored => stored.Audience, row.Audience)
                    .SetProperty(stored => stored.RateLimit, row.RateLimit)
                    .SetProperty(stored => stored.Metadata, row.Metadata)
                    .SetProperty(stored => stored.AllowedAddresses, row.AllowedAddresses)
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

    // Its lock is held until the end of the transaction.
    private static Task<int> CountChangeAsync(TContext context, CancellationToken cancellationToken) =>
        context.Set<ChangeCounterRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + 1), cancellationToken);

    private static async Task<long> NextChangeAsync(TContext context, CancellationToken cancellationToken)
    {
        await CountChangeAsync(context, cancellationToken);
        return await context.Set<ChangeCounterRow>().Select(row => row.Value).SingleAsync(cancellationToken);
    }

    private static Task<int> NumberAsync(TContext context, IQueryable<TokenRow> changed, CancellationToken cancellationToken)
    {
        var counters = context.Set<ChangeCounterRow>();
        return changed.ExecuteUpdateAsync(set => set.SetProperty(row => row.Change, row => counters.Max(counter => counter.Value)), cancellationToken);
    }
}
