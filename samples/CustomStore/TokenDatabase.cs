using System.Text.Json;
using Dapper;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Data.Sqlite;

namespace CustomStore;

/// <summary>The tables of the store, and a transaction for each of its operations.</summary>
public sealed class TokenDatabase
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new TokenHashConverter() } };
    private readonly string _connectionString;

    public TokenDatabase(string connectionString)
    {
        _connectionString = connectionString;
        using var db = new SqliteConnection(connectionString);
        db.Execute("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS tokens (id TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL, change INTEGER NOT NULL, document TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS tokens_by_owner ON tokens (owner);
            CREATE TABLE IF NOT EXISTS requests (owner TEXT, key TEXT, created INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (owner, key));
            CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL);
            INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT * FROM counter);
            """);
    }

    /// <summary>Runs an operation in a transaction that takes SQLite's write lock first, so that what it reads stays true until it ends.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> operation, CancellationToken cancellationToken)
    {
        await using var db = new SqliteConnection(_connectionString);
        await db.OpenAsync(cancellationToken);
        await using var transaction = db.BeginTransaction(deferred: false);
        var result = operation(db);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public static ApiToken? Find(SqliteConnection db, string id) =>
        Read<ApiToken>(db, "SELECT document FROM tokens WHERE id = @id", new { id }).SingleOrDefault();

    public static IReadOnlyList<ApiToken> OwnedBy(SqliteConnection db, string? owner) =>
        Read<ApiToken>(db, "SELECT document FROM tokens WHERE @owner IS NULL OR owner = @owner", new { owner });

    public static IdempotentRequest? FindRequest(SqliteConnection db, string owner, string key, DateTimeOffset notBefore) =>
        Read<IdempotentRequest>(
            db,
            "SELECT document FROM requests WHERE owner = @owner AND key = @key AND created >= @ticks",
            new { owner, key, ticks = notBefore.UtcTicks }).SingleOrDefault();

    public static IReadOnlyList<T> Read<T>(SqliteConnection db, string sql, object parameters) =>
        [.. db.Query<string>(sql, parameters).Select(document => JsonSerializer.Deserialize<T>(document, Json)!)];

    /// <summary>Adds or replaces a record, counts the change, and stores the key of the request.</summary>
    public static TokenAddition Put(SqliteConnection db, ApiToken token, IdempotencyClaim? claim = null)
    {
        db.Execute(
            "UPDATE counter SET value = value + 1; INSERT OR REPLACE INTO tokens SELECT @Id, @OwnerId, @expires, value, @document FROM counter",
            new { token.Id, token.OwnerId, expires = token.ExpiresAt.UtcTicks, document = JsonSerializer.Serialize(token, Json) });
        if (claim?.Request is { } request)
        {
            db.Execute(
                "INSERT OR REPLACE INTO requests VALUES (@OwnerId, @Key, @created, @document)",
                new { request.OwnerId, request.Key, created = request.CreatedAt.UtcTicks, document = JsonSerializer.Serialize(request, Json) });
        }

        return TokenAddition.Added;
    }
}
