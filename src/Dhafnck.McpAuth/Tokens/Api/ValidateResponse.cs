namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>What the token presented stands for.</summary>
internal sealed record ValidateResponse
{
    public bool Valid { get; } = true;

    public required string? Id { get; init; }

    public required string? Name { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> EffectiveScopes { get; init; }

    public required string? Audience { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
