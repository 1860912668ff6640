using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Testing;

/// <summary>Records of API tokens, as the library stores them. Their token strings do not exist: the hashes are of random text.</summary>
public static class SampleTokens
{
    /// <summary>The time at which the samples are created, unless a parameter says otherwise: noon, UTC, of a day in 2026.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Creates a record without anything optional. It has the scope <c>read:tasks</c> and expires after 30 days.</summary>
    /// <param name="ownerId">The identifier of the owner.</param>
    /// <param name="createdAt">The time of the creation, UTC. The default is <see cref="Noon"/>.</param>
    public static ApiToken Create(string ownerId = "alice", DateTimeOffset? createdAt = null)
    {
        var created = createdAt ?? Noon;
        return new()
        {
            Id = $"tok_{Guid.CreateVersion7(created):N}",
            OwnerId = ownerId,
            Name = "A token",
            Scopes = ["read:tasks"],
            Audience = "mcp-server",
            RateLimit = 1000,
            CreatedAt = created,
            ExpiresAt = created.AddDays(30),
            Lifetime = TimeSpan.FromDays(30),
            RotatableUntil = created.AddDays(365),
            Credential = new() { Generation = 1, Hash = AnyHash() },
        };
    }

    /// <summary>Creates a record in which every property has a value, and a different one. It is revoked.</summary>
    /// <param name="ownerId">The identifier of the owner.</param>
    public static ApiToken CreateFull(string ownerId = "alice") => Create(ownerId) with
    {
        Name = "Ägypten 🐫 'quoted' \"twice\" \\ 日本語 e\u0301",
        Scopes = ["write:tasks", "execute:mcp", "a:!#$%&'()*+,-./0"],
        RequestedScopes = ["write:agents", "b:!#$%&'()*+,-./1"],
        Audience = "https://mcp.example/a?b=c",
        RateLimit = 1_000_000,
        Metadata = new Dictionary<string, string> { ["team"] = "Zoë's 🐫", ["Team"] = "{\"a\": [1]}", ["empty"] = "" },
        AllowedAddresses = ["192.0.2.0/24", "2001:db8::/32"],
        KeyThumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        ExpiresAt = Noon.AddDays(365),
        Lifetime = TimeSpan.FromDays(364),
        RotatableUntil = Noon.AddDays(366),
        RevokedAt = Noon.AddHours(3),
        Credential = new() { Generation = 7, Hash = AnyHash() },
        FormerCredential = new() { Generation = 6, Hash = AnyHash(), ValidUntil = Noon.AddHours(1) },
        IssuedAt = Noon.AddMinutes(1),
        LastUsedAt = Noon.AddHours(2),
        UsageCount = 5_000_000_000,
        History =
        [
            new() { Action = TokenHistoryAction.Created, At = Noon, By = ownerId },
            new() { Action = TokenHistoryAction.Rotated, At = Noon.AddMinutes(1), By = "tok_1" },
            new() { Action = TokenHistoryAction.Revoked, At = Noon.AddHours(3) },
        ],
        Connection = new() { ClientId = "https://client.example/mcp?id=ä&x='1'", ClientName = "Кли\"ент <b>", ClientHost = "client.example" },
    };

    /// <summary>Creates the record of an OAuth client that registered itself.</summary>
    /// <param name="ownerId">The identifier of the owner.</param>
    /// <param name="createdAt">The time of the creation, UTC. The default is <see cref="Noon"/>.</param>
    public static ApiToken CreateConnection(string ownerId = "alice", DateTimeOffset? createdAt = null) => Create(ownerId, createdAt) with
    {
        Name = "A connection",
        Connection = new() { ClientId = "client-1", ClientName = "A client" },
    };

    /// <summary>Creates records of one owner, each a second after the previous one.</summary>
    /// <param name="count">The number of records.</param>
    /// <param name="ownerId">The identifier of the owner.</param>
    public static IReadOnlyList<ApiToken> CreateMany(int count, string ownerId = "alice") =>
        [.. Enumerable.Range(0, count).Select(second => Create(ownerId, Noon.AddSeconds(second)))];

    /// <summary>Creates a hash that no other sample has.</summary>
    public static TokenHash AnyHash() => TokenHash.Compute(Guid.NewGuid().ToString());
}
