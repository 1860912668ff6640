using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What the authentication middleware authenticates a request by.</summary>
internal sealed class EndpointScheme
{
    /// <summary>The application's own default scheme; <see langword="null"/> when it has none.</summary>
    public string? ElsewhereScheme { get; set; }

    /// <summary>
    /// Whether a <c>WebApplication</c> added the middleware by itself. It stands before those of the application then, which
    /// can still find out the client's address, and a token is not asked about before that.
    /// </summary>
    public bool IsImplicit { get; set; }

    /// <summary>The scheme of an endpoint's requests.</summary>
    public string? Of(Endpoint? endpoint) =>
        !IsImplicit && endpoint?.Metadata.GetMetadata<McpAuthEndpoint>() is not null ? McpBearerDefaults.AuthenticationScheme : ElsewhereScheme;
}
