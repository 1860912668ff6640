using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>The JSON body of a request that updates a token: a merge patch (RFC 7396), in which <c>null</c> resets a field that has a default.</summary>
internal sealed record UpdateTokenRequest
{
    /// <summary>The expected value of each field, for error messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["name"] = CreateTokenRequest.Fields["name"],
        ["scopes"] = CreateTokenRequest.Fields["scopes"],
        ["rate_limit"] = CreateTokenRequest.Fields["rate_limit"],
        ["allowed_addresses"] = CreateTokenRequest.Fields["allowed_addresses"],
        ["metadata"] = CreateTokenRequest.Fields["metadata"],
    };

    // Null when the client omits the field, or sends null, which is refused. The API description must not offer null.
    [JsonPropertyName("name"), Description("The new name.")]
    [MinLength(1)]
    public string Name { get; init; } = null!;

    [JsonPropertyName("scopes"), Description("The new scopes, which replace all scopes of the token.")]
    [MinLength(1)]
    public IReadOnlyList<string?> Scopes { get; init; } = null!;

    [JsonPropertyName("rate_limit"), Description("The rate limit, in requests per hour. Null resets it to the default of 1000.")]
    [Range(1, NewApiToken.MaximumRateLimit)]
    public int? RateLimit { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks that the token may be used from. Null or empty means any address.")]
    [MaxLength(100)]
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    [JsonPropertyName("metadata"), Description("The metadata to set. A null value removes its key, and omitted keys stay. Null removes all metadata.")]
    public Dictionary<string, string?>? Metadata { get; init; }

    /// <summary>Returns the requested change, and adds errors. The body is needed to tell a null field from a missing one.</summary>
    public ApiTokenUpdate ToChange(ReadOnlyMemory<byte> body, ApiToken token, Dictionary<string, string[]> errors)
    {
        using var document = JsonDocument.Parse(body);
        var nulls = document.RootElement.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Null).Select(field => field.Name).ToList();
        foreach (var field in nulls.Where(field => field is "name" or "scopes"))
        {
            errors[field] = [$"Must be {Fields[field]}."];
        }

        return new()
        {
            Name = Name,
            Scopes = Scopes!,
            RateLimit = nulls.Contains("rate_limit") ? NewApiToken.DefaultRateLimit : RateLimit,
            AllowedAddresses = (nulls.Contains("allowed_addresses") ? [] : AllowedAddresses)!,
            Metadata = nulls.Contains("metadata") ? token.Metadata.ToDictionary(note => note.Key, _ => (string?)null) : Metadata,
        };
    }
}
