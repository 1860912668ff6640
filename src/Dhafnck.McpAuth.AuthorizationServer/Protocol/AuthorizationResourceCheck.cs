using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Requires an authorization request to name one resource of this server (RFC 8707 §2), which its tokens are bound to.</summary>
internal sealed class AuthorizationResourceCheck(ServerAddress address) : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
{
    // The redirect URI is valid by then, so the client receives the error.
    public static readonly int Order = OpenIddictServerHandlers.Authentication.ValidateScopes.Descriptor.Order + 500;

    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        if (context.Request.GetResources() is not [var resource] || address.FindResource(resource) is null)
        {
            context.Reject(Errors.InvalidTarget, "The request must have one parameter 'resource', with the URL of the MCP endpoint as in its protected resource metadata (RFC 8707).");
        }

        return default;
    }
}
