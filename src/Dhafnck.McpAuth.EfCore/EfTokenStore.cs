using System.Text;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>Keeps records in a relational database. Each operation has a scope, a context and a transaction of its own, never the application's.</summary>
internal sealed class EfTokenStore<TContext>(StoreScope<TContext> scope) : ITokenStore
    where TContext : DbContext
{
    public async Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);

        // Without the lock first: what is refused anyway keeps nobody waiting for it.
        return await scope.ReadAsync(context => RefuseAsync(context, token, maximumActive, claim, cancellationToken))
            ?? await scope.WriteAsync(
                async context =>
                {
                    // The counter's lock first: what is asked next then stays true until the record is in.
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
        if (!Ascii.IsValid(tokenId) || tokenId.Contains('\0'))
        {
            // No identifier is like this, and PostgreSQL fails on NUL and on halves of a surrogate pair instead of finding nothing.
            return Task.FromResult<ApiToken?>(null);
        }

        return scope.ReadAsync(
            async context =>
                (await context.Set<TokenRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == tokenId, cancellationToken))?.ToApiToken());
    }

    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return scope.ReadAsync(async context =>
        {
            var all = context.Set<TokenRow>().AsNoTracking().Matching(query);

            // The total in the same statement as the rows, so that both are of one moment.
            var page = await all
                .Ordered(query)
                .Skip(query.Skip)
                .Take(query.Limit)
                .Select(row => new { Row = row, Total = all.Count() })
                .ToListAsync(cancellationToken);
            return new TokenPage(
                [.. page.Select(entry => entry.Row.ToApiToken())],

                // A record that was added between the two statements is of a later moment than the empty page.
                page is [{ Total: var total }, ..] ? total : Math.Min(query.Skip, await all.CountAsync(cancellationToken)));
        });
    }

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return scope.WriteAsync(
            async context =>
            {
                var row = TokenRow.Of(token, await NextChangeAsync(context, cancellationToken));
                if (await context.IsUsedAsync(claim, cancellationToken))
                {
                    return false;
                }

                var unchanged = context.Set<TokenRow>().Where(stored => stored.Id == row.Id && stored.Version == row.Version);

                // An administrator's SQL changes no version, so what it took away is asked for by itself.
                var updated = await (token.Scopes.Contains(McpScopes.Admin) ? unchanged.Where(stored => stored.Scopes.Contains(McpScopes.Admin)) : unchanged)
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
                            .SetProperty(stored => stored.Change, row.Change)
                            .SetProperty(stored => stored.Version, row.Version + 1),
                        cancellationToken) == 1;
                if (updated)
                {
                    await context.KeepAsync(claim, cancellationToken);
                }

                return updated;
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

    public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        scope.ReadAsync(async context =>
        {
            // The counter first: a change that comes between the two queries is then reported twice, and never missed.
            var counter = await context.Set<ChangeCounterRow>().Select(row => row.Value).SingleAsync(cancellationToken);
            return new TokenChanges(
                counter,
                counter == since
                    ? []
                    : await context.Set<TokenRow>().Where(row => row.Change > since).Select(row => row.Id).ToListAsync(cancellationToken));
        });

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

    public Task<TokenRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        ArgumentNullException.ThrowIfNull(key);
        return scope.ReadAsync(context => context.FindRequestAsync(ownerId, key, notBefore, cancellationToken));
    }

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        scope.ReadAsync(async context =>
        {
            await context.Set<TokenRequestRow>().Where(row => row.CreatedAt < usedBefore).ExecuteDeleteAsync(cancellationToken);
            return await context.Set<TokenRow>().Where(row => row.ExpiresAt < expiredBefore).ExecuteDeleteAsync(cancellationToken);
        });

    private static async Task<TokenAddition?> RefuseAsync(TContext context, ApiToken token, int maximumActive, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (await context.IsUsedAsync(claim, cancellationToken))
        {
            return TokenAddition.KeyUsed;
        }

        var tokens = context.Set<TokenRow>();
        if (await tokens.AnyAsync(stored => stored.Id == token.Id, cancellationToken))
        {
            return TokenAddition.Exists;
        }

        var active = new TokenQuery { OwnerId = token.OwnerId, State = TokenState.Active, Now = token.CreatedAt };
        return maximumActive < int.MaxValue && await tokens.Matching(active).CountAsync(cancellationToken) >= maximumActive ? TokenAddition.LimitReached : null;
    }

    private static IQueryable<TokenRow> OpenOf(TContext context, string ownerId) =>
        context.Set<TokenRow>().Where(row => row.OwnerId == ownerId && row.RevokedAt == null);

    private static async Task<long> NextChangeAsync(TContext context, CancellationToken cancellationToken)
    {
        var counters = context.Set<ChangeCounterRow>();
        await counters.ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + 1), cancellationToken);
        return await counters.Select(row => row.Value).SingleAsync(cancellationToken);
    }
}
