using System.Text.Json;

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

    // As elements, because a merge patch tells a field that is null from one that is not there.
    public JsonElement Name { get; init; }

    public JsonElement Scopes { get; init; }

    public JsonElement RateLimit { get; init; }

    public JsonElement AllowedAddresses { get; init; }

    public JsonElement Metadata { get; init; }

    /// <summary>The change asked for, given what <c>null</c> means for the token as it is; and what does not fit.</summary>
    public TokenChange ToChange(ApiToken token, Dictionary<string, string[]> errors) => new()
    {
        Name = Read(Name, "name", element => element.ValueKind == JsonValueKind.String ? element.GetString() : throw new JsonException(), errors),
        Scopes = Read(Scopes, "scopes", Strings, errors),
        RateLimit = Read(RateLimit, "rate_limit", element => element.ValueKind == JsonValueKind.Null ? new NewApiToken { Name = null, Scopes = null }.RateLimit : (int?)element.GetInt32(), errors),
        AllowedAddresses = Read(AllowedAddresses, "allowed_addresses", element => element.ValueKind == JsonValueKind.Null ? [] : Strings(element), errors),
        Metadata = Read(Metadata, "metadata", element => element.ValueKind == JsonValueKind.Null ? token.Metadata.ToDictionary(entry => entry.Key, _ => (string?)null) : Notes(element), errors),
    };

    private static T? Read<T>(JsonElement element, string field, Func<JsonElement, T?> read, Dictionary<string, string[]> errors)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Undefined ? default : read(element);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            errors[field] = [$"Must be {Fields[field]}."];
            return default;
        }
    }

    private static string?[] Strings(JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetString())];

    private static Dictionary<string, string?> Notes(JsonElement element) =>
        element.EnumerateObject().ToDictionary(note => note.Name, note => note.Value.GetString(), StringComparer.Ordinal);
}
