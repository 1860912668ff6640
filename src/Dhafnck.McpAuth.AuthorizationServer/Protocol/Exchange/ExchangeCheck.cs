using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;

/// <summary>Requires a token exchange to name one resource of this server (RFC 8693 §2.1, RFC 8707 §2), and no scope beyond the workload's rule.</summary>
internal sealed class ExchangeCheck(ServerAddress address, GrantableScopes scopes) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    // The subject token is valid by then, and the scopes are known ones.
    public static readonly int Order = TokenResourceCheck.Order + 1;

    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (!context.Request.IsTokenExchangeGrantType())
        {
            return default;
        }

        var rule = context.Transaction.GetProperty<WorkloadIdentity>(typeof(WorkloadIdentity).FullName!)!.Rule;
        if (context.Request.GetResources() is not [var resource] || address.FindResource(resource) is null || context.Request.GetAudiences().Length > 0)
        {
            context.Reject(
                Errors.InvalidTarget,
                "The request must have one parameter 'resource', with the URL of the MCP endpoint as in its protected resource metadata (RFC 8707), and no 'audience'.");
        }
        else if (scopes.Narrow(rule.Scopes, context.Request.GetScopes()) is null)
        {
            context.Reject(Errors.InvalidScope, $"The workload may have these scopes: {string.Join(' ', rule.Scopes)}.");
        }

        return default;
    }
}
