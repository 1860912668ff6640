using System.Text.Json.Serialization;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>The refusal of a registration (RFC 7591 §3.2.2).</summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">What to change: a sentence for the client's developer.</param>
internal sealed record RegistrationError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description)
{
    /// <summary>The status of the response.</summary>
    [JsonIgnore]
    public int Status { get; init; } = StatusCodes.Status400BadRequest;

    public static RegistrationError RedirectUri(string description) => new("invalid_redirect_uri", description);

    public static RegistrationError Metadata(string description, int status = StatusCodes.Status400BadRequest) => new("invalid_client_metadata", description) { Status = status };

    // No RFC defines a code for a limit of this endpoint.
    public static RegistrationError TooMany(string description) => new("too_many_requests", description) { Status = StatusCodes.Status429TooManyRequests };

    // The code of RFC 6749 section 4.1.2.1.
    public static RegistrationError Unavailable() => new("temporarily_unavailable", StoreFailures.Description) { Status = StatusCodes.Status503ServiceUnavailable };
}
