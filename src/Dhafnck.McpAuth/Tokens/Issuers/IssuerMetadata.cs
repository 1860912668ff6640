using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// What is needed of an authority's metadata (OpenID Connect Discovery §3). Every other member is ignored, whatever
/// its type is.
/// </summary>
/// <param name="Issuer">Who the authority says that it is.</param>
/// <param name="JwksUri">Where its JWK set is.</param>
internal sealed record IssuerMetadata(
    [property: JsonPropertyName("issuer")] string? Issuer,
    [property: JsonPropertyName("jwks_uri")] string? JwksUri);
