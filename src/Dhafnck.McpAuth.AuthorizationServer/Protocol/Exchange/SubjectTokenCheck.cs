using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;

/// <summary>Verifies the subject token of a token exchange (RFC 8693 §2.1) in place of OpenIddict, which only knows its own tokens.</summary>
internal sealed class SubjectTokenCheck(WorkloadIdentities workloads) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    public static readonly int Order = OpenIddictServerHandlers.ValidateSubjectToken.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token || !context.Request.IsTokenExchangeGrantType())
        {
            return;
        }

        var found = await workloads.FindAsync(context.SubjectToken ?? "", context.CancellationToken);
        if (!found.IsFound)
        {
            context.Reject(found.Error, found.Description);
            return;
        }

        context.Transaction.SetProperty(typeof(WorkloadIdentity).FullName!, found.Identity);
        context.ValidateSubjectToken = false;
        context.SubjectTokenPrincipal = new ClaimsPrincipal(new ClaimsIdentity("workload"))
            .SetClaim(Claims.Subject, found.Identity.Rule.OwnerId)
            .SetTokenType(context.SubjectTokenType);
    }
}
