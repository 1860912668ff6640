using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens.Fields;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>The JSON body of a request that updates a token: a merge patch (RFC 7396), in which <c>null</c> resets a field that has a default.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The lengths are those of strings and lists, and only the API description reads them.")]
internal sealed record UpdateTokenRequest
{
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
    [MaxLength(NewApiToken.MaximumAllowedAddresses)]
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    [JsonPropertyName("metadata"), Description("The metadata to set. A null value removes its key, and omitted keys stay. Null removes all metadata.")]
    public Dictionary<string, string?>? Metadata { get; init; }

    /// <summary>Returns the requested change, and adds errors. The body is needed to tell a null field from a missing one.</summary>
    public ApiTokenUpdate ToChange(ReadOnlyMemory<byte> body, ApiToken token, Dictionary<string, string[]> errors)
    {
        var change = new ApiTokenUpdate { Name = Name, Scopes = Scopes!, RateLimit = RateLimit, AllowedAddresses = AllowedAddresses!, Metadata = Metadata };
        using var document = JsonDocument.Parse(body);
        foreach (var nothing in document.RootElement.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null))
        {
            var field = TokenFields.Changeable.Single(known => known.Name == nothing.Name);
            if (field.Reset(token, change) is { } reset)
            {
                change = reset;
            }
            else
            {
                errors[field.Name] = [$"Must be {field.Form}."];
            }
        }

        return change;
    }
}
