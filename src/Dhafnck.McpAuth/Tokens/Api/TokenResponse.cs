using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>A token as JSON shows it to its owner.</summary>
internal sealed record TokenResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required string Audience { get; init; }

    public required int RateLimit { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset RotatableUntil { get; init; }

    public required DateTimeOffset? FormerValidUntil { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required long UsageCount { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>The token string: in the answer to a creation, and in no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenResponse Of(ApiToken token, DateTimeOffset now, string? value = null) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Scopes = token.Scopes,
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        Metadata = token.Metadata,
        AllowedAddresses = token.AllowedAddresses,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RotatableUntil = token.RotatableUntil,
        FormerValidUntil = token.FormerCredential?.ValidUntil > now ? token.FormerCredential.ValidUntil : null,
        RevokedAt = token.RevokedAt,
        LastUsedAt = token.LastUsedAt,
        UsageCount = token.UsageCount,
        IsActive = token.IsActive(now),
        Token = value,
    };

    // A record prints its members; this one can hold a token.
    public override string ToString() => Id;
}
