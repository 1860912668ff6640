using Dhafnck.McpAuth.AuthorizationServer.Applications;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Brings the client of a request into OpenIddict's store before OpenIddict looks for it there.</summary>
internal sealed class ClientLoading(ClientApplications clients) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    // The keys of a client are needed before its assertion is validated.
    public static readonly int Order = OpenIddictServerHandlers.ValidateClientAssertion.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.Request.ClientId is not { Length: > 0 } clientId)
        {
            return;
        }

        // PostgreSQL accepts no such text, and no client has it.
        if (clientId.Contains('\0', StringComparison.Ordinal))
        {
            context.Reject(Errors.InvalidClient, "The client is unknown.");
            return;
        }

        var from = context.Transaction.GetHttpRequest()?.HttpContext.Connection.RemoteIpAddress;

        // Granting access needs the client's current metadata. A client that has access does not depend on its host.
        var refusal = context.EndpointType == OpenIddictServerEndpointType.Authorization || context.Request.GrantType == AssertionGrant.GrantType
            ? await clients.LoadAsync(clientId, from, context.CancellationToken)
            : await clients.LoadKnownAsync(clientId, from, context.CancellationToken);
        if (refusal is not null)
        {
            context.Reject(Errors.InvalidClient, refusal);
        }
    }
}
