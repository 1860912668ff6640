using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The JSON response that describes the presented token.</summary>
internal sealed record ValidateResponse
{
    [JsonPropertyName("valid"), Description("Always true: an invalid token is refused.")]
    public bool Valid { get; } = true;

    [JsonPropertyName("id"), Description("The token's identifier.")]
    public required string? Id { get; init; }

    [JsonPropertyName("name"), Description("The token's name.")]
    public required string? Name { get; init; }

    [JsonPropertyName("subject"), Description("The identifier of the token's owner.")]
    public required string Subject { get; init; }

    [JsonPropertyName("scopes"), Description("The granted scopes.")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [JsonPropertyName("effective_scopes"), Description("The granted scopes and all scopes that they imply.")]
    public required IReadOnlyList<string> EffectiveScopes { get; init; }

    [JsonPropertyName("audience"), Description("The audience that the token is issued for.")]
    public required string? Audience { get; init; }

    [JsonPropertyName("expires_at"), Description("The time when the token expires.")]
    public required DateTimeOffset? ExpiresAt { get; init; }
}
