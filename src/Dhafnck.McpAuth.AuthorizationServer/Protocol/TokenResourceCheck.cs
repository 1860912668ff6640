using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Refuses a token request that names another resource than the user has agreed to (RFC 8707 §2.2).</summary>
internal sealed class TokenResourceCheck(ServerAddress address) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    // The code or refresh token is valid by then, and its principal known.
    public static readonly int Order = OpenIddictServerHandlers.Exchange.ValidateGrantedScopes.Descriptor.Order + 500;

    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        // Other grants have no earlier request that could have named a resource.
        if ((context.AuthorizationCodePrincipal ?? context.RefreshTokenPrincipal) is not { } principal)
        {
            return default;
        }

        var granted = principal.GetResources();
        if (context.Request.GetResources().Any(resource => address.FindResource(resource) is not { } known || !granted.Contains(known)))
        {
            context.Reject(Errors.InvalidTarget, "The user has not agreed to this resource. Name the resource of the authorization request, or none.");
        }

        return default;
    }
}
