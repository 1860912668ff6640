using System.Net.Http.Headers;
using System.Text.Json;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>The HTTP client for issuers, and what is taken for an answer.</summary>
internal static class RemoteEndpoint
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "Dhafnck.McpAuth.Introspection";

    /// <summary>The maximum size of an answer, in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Whether the URL is an https URL, or an http URL of this machine.</summary>
    public static bool IsAllowed(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Fragment: "" }
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    /// <summary>The result of an answer with another media type than JSON.</summary>
    public static RemoteAnswer NotJson { get; } = RemoteAnswer.Unavailable("the answer is not JSON");

    /// <summary>Reads a successful answer.</summary>
    /// <exception cref="JsonException">It is JSON, but not an object whose members have unique names.</exception>
    public static async Task<RemoteAnswer> ReadAsync(HttpContent content, Func<JsonElement, RemoteAnswer> read, CancellationToken cancellationToken) =>
        IsJson(content.Headers.ContentType) ? read(Parse(await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))) : NotJson;

    /// <summary>Whether the content is JSON by its media type.</summary>
    public static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>Parses an answer, which must be an object whose members have unique names.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static JsonElement Parse(string content)
    {
        using var document = JsonDocument.Parse(content, Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("The answer is not a JSON object.");
    }
}
