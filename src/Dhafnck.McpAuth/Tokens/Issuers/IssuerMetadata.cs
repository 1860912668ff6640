using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The required members of an authority's metadata (OpenID Connect Discovery §3). All other members are ignored, whatever their type.</summary>
/// <param name="Issuer">The issuer that the metadata names.</param>
/// <param name="JwksUri">The URL of the JWK set.</param>
internal sealed record IssuerMetadata(
    [property: JsonPropertyName("issuer")] string? Issuer,
    [property: JsonPropertyName("jwks_uri")] string? JwksUri);
