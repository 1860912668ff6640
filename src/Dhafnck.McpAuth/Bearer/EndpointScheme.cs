using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Selects the scheme with which the authentication middleware authenticates a request.</summary>
internal sealed class EndpointScheme
{
    /// <summary>The application's own default scheme; <see langword="null"/> when it has none.</summary>
    public string? ElsewhereScheme { get; set; }

    /// <summary>
    /// Whether a <c>WebApplication</c> added the middleware implicitly. It then runs before the application's own middleware,
    /// which may still determine the client's address. A token must not be checked before that.
    /// </summary>
    public bool IsImplicit { get; set; }

    /// <summary>The scheme for requests to an endpoint.</summary>
    public string? Of(Endpoint? endpoint) =>
        !IsImplicit && endpoint?.Metadata.GetMetadata<McpAuthEndpoint>() is not null ? McpBearerDefaults.AuthenticationScheme : ElsewhereScheme;
}
