using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>What the token presented stands for.</summary>
internal sealed record ValidateResponse
{
    [JsonPropertyName("valid"), Description("Always true: a token that is not good is refused.")]
    public bool Valid { get; } = true;

    [JsonPropertyName("id"), Description("The identifier of its record.")]
    public required string? Id { get; init; }

    [JsonPropertyName("name"), Description("What it is called.")]
    public required string? Name { get; init; }

    [JsonPropertyName("subject"), Description("Whose token it is.")]
    public required string Subject { get; init; }

    [JsonPropertyName("scopes"), Description("The scopes that were granted.")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [JsonPropertyName("effective_scopes"), Description("Those and all that they imply.")]
    public required IReadOnlyList<string> EffectiveScopes { get; init; }

    [JsonPropertyName("audience"), Description("Whom it is made for.")]
    public required string? Audience { get; init; }

    [JsonPropertyName("expires_at"), Description("When it ends.")]
    public required DateTimeOffset? ExpiresAt { get; init; }
}
