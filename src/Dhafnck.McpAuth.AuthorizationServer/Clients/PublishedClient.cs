using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>
/// What a client says about itself in its metadata document or registration request (RFC 7591 §2), not yet validated. All other
/// members are ignored, whatever their type.
/// </summary>
internal sealed record PublishedClient
{
    private static readonly string[] Members =
        ["client_id", "client_name", "redirect_uris", "grant_types", "response_types", "scope", "token_endpoint_auth_method", "jwks", "jwks_uri"];

    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    [JsonPropertyName("client_name")]
    public string? ClientName { get; init; }

    [JsonPropertyName("redirect_uris")]
    public string?[]? RedirectUris { get; init; }

    [JsonPropertyName("grant_types")]
    public string?[]? GrantTypes { get; init; }

    [JsonPropertyName("response_types")]
    public string?[]? ResponseTypes { get; init; }

    [JsonPropertyName("scope")]
    public string? Scope { get; init; }

    [JsonPropertyName("token_endpoint_auth_method")]
    public string? AuthMethod { get; init; }

    [JsonPropertyName("jwks")]
    public JsonElement? Keys { get; init; }

    [JsonPropertyName("jwks_uri")]
    public string? KeysUrl { get; init; }

    [JsonPropertyName("client_secret")]
    public JsonElement? Secret { get; init; }

    [JsonPropertyName("client_secret_expires_at")]
    public JsonElement? SecretExpiry { get; init; }

    /// <summary>Whether the client takes refresh tokens. One that names no grant types leaves them to the server.</summary>
    [JsonIgnore]
    public bool CanRefresh => GrantTypes?.Contains("refresh_token") != false;

    /// <summary>Reads the JSON.</summary>
    /// <returns>The client, or a refusal: the predicate of a sentence about the JSON.</returns>
    public static (PublishedClient? Client, string? Refusal) Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(WithoutMark(json), ClientsJsonContext.Default.PublishedClient) is { } client ? (client, null) : (null, "is not a JSON object");
        }
        catch (JsonException exception)
        {
            // The path is the name of one of the members above, or "$": the serializer skips what it does not know.
            var member = exception.Path?.Split('.', '[') is [_, var name, ..] && Members.Contains(name) ? name : null;
            return member is null || exception.Message.Contains("uplicate", StringComparison.Ordinal)
                ? (null, "is not a JSON object with unique members")
                : (null, $"has a wrong value for {member} (RFC 7591 section 2)");
        }
    }

    // Some documents begin with a byte order mark, which the serializer does not take.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : json;
}
