using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>A token as JSON, with the names of the REST API.</summary>
internal sealed record TokenOutput
{
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string State { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> RequestedScopes { get; init; }

    public required string Audience { get; init; }

    public required int RateLimit { get; init; }

    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to.</summary>
    public required string? DpopJkt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required long UsageCount { get; init; }

    /// <summary>The token string. Only the command that creates it prints it.</summary>
    public string? Token { get; init; }

    public static TokenOutput Of(ApiToken token, DateTimeOffset now, string? value = null) => new()
    {
        Id = token.Id,
        OwnerId = token.OwnerId,
        Kind = token.Connection is null ? "token" : "connection",
        Name = token.Name,
        State = token.RevokedAt is not null ? "revoked" : token.IsActive(now) ? "active" : "expired",
        Scopes = token.Scopes,
        RequestedScopes = token.RequestedScopes,
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        AllowedAddresses = token.AllowedAddresses,
        DpopJkt = token.KeyThumbprint,
        CreatedAt = token.CreatedAt,
        IssuedAt = token.IssuedAt,
        ExpiresAt = token.ExpiresAt,
        RevokedAt = token.RevokedAt,
        LastUsedAt = token.LastUsedAt,
        UsageCount = token.UsageCount,
        Token = value,
    };

    // The default ToString of a record prints all members, which can include the token string.
    public override string ToString() => Id;
}
