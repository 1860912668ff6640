using System.Text;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Keeps records in a relational database. Each operation uses its own scope, context and transaction, never those of the application.</summary>
internal sealed class EfTokenStore<TContext>(StoreScope<TContext> scope, PollConnection<TContext> poll, Retention<TContext> retention) : ITokenStore
    where TContext : DbContext
{
    public async Task<TokenAddition> AddAsync(
        ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);

        // Check without the lock first: a request that is refused anyway must not make others wait.
        return await scope.ReadAsync(context => RefuseAsync(context, token, maximumActive, claim, cancellationToken))
            ?? await scope.WriteAsync(
                async context =>
                {
                    // Take the counter's lock first: the results of the following checks then hold until the record is stored.
                    var row = TokenRow.Of(token, await context.NextChangeAsync(cancellationToken));
                    if (await RefuseAsync(context, token, maximumActive, claim, cancellationToken) is { } refusal)
                    {
                        return refusal;
                    }

                    context.Add(row);
                    await context.KeepAsync([audit], cancellationToken);
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

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return scope.WriteAsync(
            async context =>
            {
                // Lock the record first and the counter last: while somebody else holds this record, changes of other records do not wait.
                if (!await context.TryReplaceAsync(token, mayAddAdmin: audit?.Action == TokenAuditAction.GrantScope, cancellationToken))
                {
                    return false;
                }

                await context.KeepAsync([audit], cancellationToken);
                await context.CountChangeAsync(cancellationToken);
                if (await context.IsUsedAsync(claim, cancellationToken))
                {
                    return false;
                }

                await context.NumberAsync(context.Set<TokenRow>().Where(stored => stored.Id == token.Id), cancellationToken);
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

    public async Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default)
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
                var change = await context.NextChangeAsync(cancellationToken);
                if (audit is not null)
                {
                    var open = await OpenOf(context, ownerId).Select(row => row.Id).ToListAsync(cancellationToken);
                    await context.KeepAsync(open.Select(audit), cancellationToken);
                }

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

    public Task AppendAuditAsync(TokenAuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return scope.WriteAsync(
            async context =>
            {
                await context.KeepAsync([entry], cancellationToken);
                return entry;
            },
            commit: _ => true,
            cancellationToken);
    }

    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return scope.ReadAsync(context => context.ListAuditAsync(query, cancellationToken));
    }

    public Task<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        retention.DeleteAsync(context => context.Set<TokenAuditRow>().Where(row => row.At < before).OrderBy(row => row.At), cancellationToken);

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
}
