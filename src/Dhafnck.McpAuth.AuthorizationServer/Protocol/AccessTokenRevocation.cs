using Dhafnck.McpAuth.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>
/// Ends the connection whose access token is revoked (RFC 7009 §2.1). OpenIddict does not know the token and calls it invalid, which
/// RFC 7009 §2.2 answers with 200.
/// </summary>
internal sealed class AccessTokenRevocation(ApiTokenConnections connections) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    // The client is authenticated by then.
    public static readonly int Order = OpenIddictServerHandlers.ValidateGenericToken.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context is { EndpointType: OpenIddictServerEndpointType.Revocation, GenericToken: { Length: > 0 } token, Request.ClientId: { Length: > 0 } clientId })
        {
            await connections.EndByAccessTokenAsync(token, clientId);
        }
    }
}
