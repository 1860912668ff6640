using System.Text.Json.Serialization;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>The response to a registration: what was registered, which can be less than what was requested (RFC 7591 §3.2.1).</summary>
internal sealed record RegisteredClient
{
    [JsonPropertyName("client_id")]
    public required string ClientId { get; init; }

    [JsonPropertyName("client_id_issued_at")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("client_name")]
    public required string ClientName { get; init; }

    [JsonPropertyName("redirect_uris")]
    public required IReadOnlyList<string> RedirectUris { get; init; }

    [JsonPropertyName("grant_types")]
    public required IReadOnlyList<string> GrantTypes { get; init; }

    [JsonPropertyName("response_types")]
    public IReadOnlyList<string> ResponseTypes { get; } = [OpenIddictConstants.ResponseTypes.Code];

    [JsonPropertyName("token_endpoint_auth_method")]
    public required string AuthMethod { get; init; }

    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }
}
