using Dapper;
using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Data.Sqlite;
using static CustomStore.TokenDatabase;

namespace CustomStore;

/// <summary>Keeps the records as JSON documents in SQLite, with the columns that its queries need beside them. It keeps no audit trail.</summary>
public sealed class SqliteTokenStore(TokenDatabase database) : ITokenStore
{
    public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => IsUsed(db, claim) ? TokenAddition.KeyUsed
                : Find(db, token.Id) is not null || HasConnection(db, token) ? TokenAddition.Exists
                : OwnedBy(db, token.OwnerId).Count(owned => owned.IsActive(token.CreatedAt)) >= maximumActive ? TokenAddition.LimitReached
                : Put(db, token, claim),
            cancellationToken);

    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) =>
        database.RunAsync(db => Find(db, tokenId), cancellationToken);

    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) =>
        database.RunAsync(db => query.Apply(OwnedBy(db, query.OwnerId)), cancellationToken);

    public Task<bool> TryUpdateAsync(ApiToken token, IdempotencyClaim? claim = null, TokenAuditEntry? audit = null, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => !IsUsed(db, claim) && Find(db, token.Id) is { } stored && stored.Version == token.Version && (IsAdmin(stored) || !IsAdmin(token) || audit?.Action == TokenAuditAction.GrantScope)
                && Put(db, token with { OwnerId = stored.OwnerId, CreatedAt = stored.CreatedAt, LastUsedAt = stored.LastUsedAt, UsageCount = stored.UsageCount, Version = stored.Version + 1 }, claim) == TokenAddition.Added,
            cancellationToken);

    public Task<IReadOnlyList<ApiToken>> ListExpiringAsync(DateTimeOffset from, DateTimeOffset before, ApiToken? after, int limit, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => Read<ApiToken>(db, """
                SELECT document FROM tokens WHERE expires >= @from AND expires < @before AND document ->> 'RevokedAt' IS NULL
                AND (@id IS NULL OR (expires, id) > (@expires, @id)) ORDER BY expires, id LIMIT @limit
                """, new { from = from.UtcTicks, before = before.UtcTicks, id = after?.Id, expires = after?.ExpiresAt.UtcTicks, limit }),
            cancellationToken);

    public Task<ChangedTokens> GetChangesAsync(long since, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => new ChangedTokens
            {
                Counter = db.QuerySingle<long>("SELECT value FROM counter"),
                TokenIds = [.. db.Query<string>("SELECT id FROM tokens WHERE change > @since", new { since })],
            },
            cancellationToken);

    public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, Func<string, TokenAuditEntry>? audit = null, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => OwnedBy(db, ownerId).Where(token => token.RevokedAt is null)
                .Count(token => Put(db, token with { RevokedAt = revokedAt, FormerCredential = null, Version = token.Version + 1 }) == TokenAddition.Added),
            cancellationToken);

    public Task<IdempotentRequest?> FindRequestAsync(string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken = default) =>
        database.RunAsync(db => FindRequest(db, ownerId, key, notBefore), cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            db => db.QuerySingle<int>(
                "DELETE FROM requests WHERE created < @used; DELETE FROM tokens WHERE expires < @expired; SELECT changes()",
                new { used = usedBefore.UtcTicks, expired = expiredBefore.UtcTicks }),
            cancellationToken);

    private static bool IsAdmin(ApiToken token) => token.Scopes.Contains(McpScopes.Admin);

    private static bool HasConnection(SqliteConnection db, ApiToken token) =>
        OwnedBy(db, token.OwnerId).Any(owned => owned.IsActive(token.CreatedAt) && owned.IsSameConnection(token));

    private static bool IsUsed(SqliteConnection db, IdempotencyClaim? claim) =>
        claim is not null && FindRequest(db, claim.Request.OwnerId, claim.Request.Key, claim.NotBefore) is not null;
}
