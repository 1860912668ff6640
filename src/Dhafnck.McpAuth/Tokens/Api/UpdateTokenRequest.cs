using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The body of a change: a merge patch (RFC 7396), where <c>null</c> resets what can be reset.</summary>
internal sealed record UpdateTokenRequest
{
    /// <summary>What belongs into each field, for whoever sent something else.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["name"] = CreateTokenRequest.Fields["name"],
        ["scopes"] = CreateTokenRequest.Fields["scopes"],
        ["rate_limit"] = CreateTokenRequest.Fields["rate_limit"],
        ["allowed_addresses"] = CreateTokenRequest.Fields["allowed_addresses"],
        ["metadata"] = CreateTokenRequest.Fields["metadata"],
    };

    // Null where the client leaves it out, or says so, which is refused; a description of the API shall not offer it.
    [JsonPropertyName("name"), Description("The new name.")]
    [MinLength(1)]
    public string Name { get; init; } = null!;

    [JsonPropertyName("scopes"), Description("The scopes that take the place of all that the token has.")]
    [MinLength(1)]
    public IReadOnlyList<string?> Scopes { get; init; } = null!;

    [JsonPropertyName("rate_limit"), Description("Requests per hour; null for the default of 1000.")]
    [Range(1, NewApiToken.MaximumRateLimit)]
    public int? RateLimit { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks that the token may be used from; null or none of them for any.")]
    [MaxLength(100)]
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    [JsonPropertyName("metadata"), Description("Notes to set, and with null to remove; the others stay. null removes all.")]
    public Dictionary<string, string?>? Metadata { get; init; }

    /// <summary>The change asked for, given the body, which tells a field that is null from one that is not there; and what does not fit.</summary>
    public TokenChange ToChange(ReadOnlyMemory<byte> body, ApiToken token, Dictionary<string, string[]> errors)
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
            Scopes = Scopes,
            RateLimit = nulls.Contains("rate_limit") ? new NewApiToken { Name = null, Scopes = null }.RateLimit : RateLimit,
            AllowedAddresses = nulls.Contains("allowed_addresses") ? [] : AllowedAddresses,
            Metadata = nulls.Contains("metadata") ? token.Metadata.ToDictionary(note => note.Key, _ => (string?)null) : Metadata,
        };
    }
}
