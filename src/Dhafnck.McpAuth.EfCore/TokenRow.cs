using System.Text.Json;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>A record as its table has it: scopes with spaces between, so that an administrator's SQL stays simple.</summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class TokenRow
{
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }

    /// <summary>The name in upper case: what it is searched and sorted by, alike on every database.</summary>
    public required string SearchName { get; init; }

    public required string Scopes { get; init; }

    public required string Audience { get; init; }

    public required int RateLimit { get; init; }

    public required string Metadata { get; init; }

    public required string AllowedAddresses { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required long LifetimeSeconds { get; init; }

    public required DateTimeOffset RotatableUntil { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required int Generation { get; init; }

    public required byte[] Hash { get; init; }

    public required int? FormerGeneration { get; init; }

    public required byte[]? FormerHash { get; init; }

    public required DateTimeOffset? FormerValidUntil { get; init; }

    public required long Version { get; init; }

    /// <summary>What the change counter stood at when the record was last changed.</summary>
    public required long Change { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required long UsageCount { get; init; }

    /// <summary>Nothing in a record that was made before there were histories.</summary>
    public required string? History { get; init; }

    public static TokenRow Of(ApiToken token, long change) => new()
    {
        Id = token.Id,
        OwnerId = token.OwnerId,
        Name = token.Name,
        SearchName = token.Name.ToUpperInvariant(),
        Scopes = string.Join(' ', token.Scopes),
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        Metadata = JsonSerializer.Serialize(token.Metadata, TokenRowJsonContext.Default.IReadOnlyDictionaryStringString),
        AllowedAddresses = string.Join(' ', token.AllowedAddresses),
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        LifetimeSeconds = (long)token.Lifetime.TotalSeconds,
        RotatableUntil = token.RotatableUntil,
        RevokedAt = token.RevokedAt,
        Generation = token.Credential.Generation,
        Hash = token.Credential.Hash.ToArray(),
        FormerGeneration = token.FormerCredential?.Generation,
        FormerHash = token.FormerCredential?.Hash.ToArray(),
        FormerValidUntil = token.FormerCredential?.ValidUntil,
        Version = token.Version,
        Change = change,
        LastUsedAt = token.LastUsedAt,
        UsageCount = token.UsageCount,
        History = JsonSerializer.Serialize(token.History, TokenRowJsonContext.Default.IReadOnlyListTokenHistoryEntry),
    };

    public ApiToken ToApiToken() => new()
    {
        Id = Id,
        OwnerId = OwnerId,
        Name = Name,
        Scopes = Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Audience = Audience,
        RateLimit = RateLimit,
        Metadata = JsonSerializer.Deserialize(Metadata, TokenRowJsonContext.Default.IReadOnlyDictionaryStringString) ?? new Dictionary<string, string>(),
        AllowedAddresses = AllowedAddresses.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        Lifetime = TimeSpan.FromSeconds(LifetimeSeconds),
        RotatableUntil = RotatableUntil,
        RevokedAt = RevokedAt,
        Credential = new() { Generation = Generation, Hash = TokenHash.FromBytes(Hash) },
        FormerCredential = FormerGeneration is { } generation && FormerHash is { } hash
            ? new() { Generation = generation, Hash = TokenHash.FromBytes(hash), ValidUntil = FormerValidUntil }
            : null,
        Version = Version,
        LastUsedAt = LastUsedAt,
        UsageCount = UsageCount,
        History = History is null ? [] : JsonSerializer.Deserialize(History, TokenRowJsonContext.Default.IReadOnlyListTokenHistoryEntry) ?? [],
    };
}
