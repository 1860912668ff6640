using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;

/// <summary>
/// Lets workloads do without a client identifier, and nobody else. OpenIddict has one setting for all: with token exchange it accepts
/// requests of unidentified clients.
/// </summary>
internal sealed class AnonymousClientCheck : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    public static readonly int Order = ClientLoading.Order - 100;

    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        var isWorkload = context.EndpointType == OpenIddictServerEndpointType.Token && context.Request.IsTokenExchangeGrantType();
        var isAnonymous = string.IsNullOrEmpty(context.Request.ClientId) && string.IsNullOrEmpty(context.Request.ClientAssertion);
        if (isWorkload != isAnonymous)
        {
            context.Reject(
                Errors.InvalidClient,
                isWorkload ? "A token exchange identifies the workload by its subject token. Leave out 'client_id'." : "The parameter 'client_id' is missing.");
        }

        return default;
    }
}
