using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Enterprise;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;

/// <summary>Answers a client whose assertion was accepted: without a refresh token, because the client gets new assertions from the identity provider.</summary>
internal sealed class AssertionSignIn : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Exchange.AttachPrincipal.Descriptor.Order - 500;

    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (context.Transaction.GetProperty<GrantedAssertion>(typeof(GrantedAssertion).FullName!) is { } granted)
        {
            context.SignIn(new ClaimsPrincipal(new ClaimsIdentity("assertion", Claims.Name, Claims.Role))
                .SetClaim(Claims.Subject, granted.UserId)
                .SetScopes(granted.Scopes)
                .SetResources(granted.Resource));
        }

        return default;
    }
}
