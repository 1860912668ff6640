using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>An error of an OAuth endpoint (RFC 6749 §5.2, RFC 7591 §3.2.2).</summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">A human-readable remedy.</param>
internal sealed record OAuthError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description);
