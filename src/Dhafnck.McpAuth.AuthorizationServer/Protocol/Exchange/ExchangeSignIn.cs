using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;

/// <summary>Answers a valid token exchange: on behalf of the rule's owner, with its scopes, for the resource.</summary>
internal sealed class ExchangeSignIn(ServerAddress address, GrantableScopes scopes) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    // OpenIddict would take the principal of the subject token.
    public static readonly int Order = OpenIddictServerHandlers.Exchange.AttachPrincipal.Descriptor.Order - 500;

    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (context.Request.IsTokenExchangeGrantType())
        {
            var rule = context.Transaction.GetProperty<WorkloadIdentity>(typeof(WorkloadIdentity).FullName!)!.Rule;
            context.SignIn(new ClaimsPrincipal(new ClaimsIdentity("workload", Claims.Name, Claims.Role))
                .SetClaim(Claims.Subject, rule.OwnerId)
                .SetScopes(scopes.Narrow(rule.Scopes, context.Request.GetScopes())!)
                .SetResources(address.FindResource(context.Request.GetResources().Single())!));
        }

        return default;
    }
}
