using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Names the issuer in the authorization response (RFC 9207 §2) as the metadata does: clients compare the two as text.</summary>
internal sealed class ResponseIssuer(ServerAddress address) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    // OpenIddict keeps an issuer that is there already.
    public static readonly int Order = OpenIddictServerHandlers.Authentication.AttachIssuer.Descriptor.Order - 500;

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (!string.IsNullOrEmpty(context.RedirectUri))
        {
            context.Response.Iss = address.Issuer;
        }

        return default;
    }
}
