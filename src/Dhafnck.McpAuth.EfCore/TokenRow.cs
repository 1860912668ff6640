using System.Text.Json;
using Dhafnck.McpAuth.EfCore.Stores;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of a token record. Scopes are separated by spaces, which keeps an administrator's SQL simple.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class TokenRow
{
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }

    /// <summary>The name in upper case, for searching and sorting in the same way on every database.</summary>
    public required string SearchName { get; init; }

    public required string Scopes { get; init; }

    /// <summary>The scopes that wait for approval. Null when there are none.</summary>
    public required string? RequestedScopes { get; init; }

    public required string Audience { get; init; }

    public required int RateLimit { get; init; }

    public required string Metadata { get; init; }

    public required string AllowedAddresses { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to. Null in the record of a bearer token.</summary>
    public required string? KeyThumbprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time when the current credential was issued. Null in a record that is older than this column.</summary>
    public required DateTimeOffset? IssuedAt { get; init; }

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

    /// <summary>The value of the change counter at the last change of the record.</summary>
    public required long Change { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required long UsageCount { get; init; }

    /// <summary>The history as JSON. Null in a record that is older than the history feature.</summary>
    public required string? History { get; init; }

    /// <summary>The identifier of the connection's client. Null in the record of a token without a connection.</summary>
    public required string? ClientId { get; init; }

    public required string? ClientName { get; init; }

    public required string? ClientHost { get; init; }

    public static TokenRow Of(ApiToken token, long change) => new()
    {
        Id = token.Id,
        OwnerId = token.OwnerId,
        Name = token.Name,
        SearchName = token.Name.ToUpperInvariant(),
        Scopes = string.Join(' ', token.Scopes),
        RequestedScopes = token.RequestedScopes.Count == 0 ? null : string.Join(' ', token.RequestedScopes),
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        Metadata = JsonSerializer.Serialize(token.Metadata, TokenRowJsonContext.Default.IReadOnlyDictionaryStringString),
        AllowedAddresses = string.Join(' ', token.AllowedAddresses),
        KeyThumbprint = token.KeyThumbprint,
        CreatedAt = token.CreatedAt,
        IssuedAt = token.IssuedAt,
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
        ClientId = token.Connection?.ClientId,
        ClientName = token.Connection?.ClientName,
        ClientHost = token.Connection?.ClientHost,
    };

    public ApiToken ToApiToken() => new()
    {
        Id = Id,
        OwnerId = OwnerId,
        Name = Name,
        Scopes = Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        RequestedScopes = RequestedScopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        Audience = Audience,
        RateLimit = RateLimit,
        Metadata = JsonSerializer.Deserialize(Metadata, TokenRowJsonContext.Default.IReadOnlyDictionaryStringString) ?? new Dictionary<string, string>(),
        AllowedAddresses = AllowedAddresses.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        KeyThumbprint = KeyThumbprint,
        CreatedAt = CreatedAt,
        IssuedAt = IssuedAt,
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
        Connection = ClientId is null ? null : new() { ClientId = ClientId, ClientName = ClientName ?? ClientId, ClientHost = ClientHost },
    };
}
