using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Testing.Tokens;

/// <summary>Records as the token system makes them.</summary>
public static class SampleTokens
{
    /// <summary>The moment the samples are made at, unless told otherwise.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A record with nothing more than it needs.</summary>
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

    /// <summary>A record in which every field holds something, and nothing that another field holds.</summary>
    public static ApiToken CreateFull(string ownerId = "alice") => Create(ownerId) with
    {
        Name = "Ägypten 🐫 'quoted' \"twice\" \\ 日本語 e\u0301",
        Scopes = ["write:tasks", "execute:mcp", "a:!#$%&'()*+,-./0"],
        Audience = "https://mcp.example/a?b=c",
        RateLimit = 1_000_000,
        Metadata = new Dictionary<string, string> { ["team"] = "Zoë's 🐫", ["Team"] = "{\"a\": [1]}", ["empty"] = "" },
        AllowedAddresses = ["192.0.2.0/24", "2001:db8::/32"],
        ExpiresAt = Noon.AddDays(365),
        Lifetime = TimeSpan.FromDays(364),
        RotatableUntil = Noon.AddDays(366),
        RevokedAt = Noon.AddHours(3),
        Credential = new() { Generation = 7, Hash = AnyHash() },
        FormerCredential = new() { Generation = 6, Hash = AnyHash(), ValidUntil = Noon.AddHours(1) },
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

    /// <summary>The record of a client that registered itself, so that no host vouches for it.</summary>
    public static ApiToken CreateConnection(string ownerId = "alice", DateTimeOffset? createdAt = null) => Create(ownerId, createdAt) with
    {
        Name = "A connection",
        Connection = new() { ClientId = "client-1", ClientName = "A client" },
    };

    /// <summary>A number of records of one owner, each made a second after the one before it.</summary>
    public static IReadOnlyList<ApiToken> CreateMany(int count, string ownerId = "alice") =>
        [.. Enumerable.Range(0, count).Select(second => Create(ownerId, Noon.AddSeconds(second)))];

    /// <summary>A hash that no other sample has.</summary>
    public static TokenHash AnyHash() => TokenHash.Compute(Guid.NewGuid().ToString());
}
