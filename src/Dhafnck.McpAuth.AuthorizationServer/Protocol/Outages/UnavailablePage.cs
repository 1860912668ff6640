using Dhafnck.McpAuth.AuthorizationServer.Consent.Page;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Outages;

/// <summary>Shows the user a page in place of OpenIddict's plain text when the authorization endpoint is unavailable and cannot redirect to the client.</summary>
internal sealed class UnavailablePage(ConsentPage page) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    // After those that redirect.
    public static readonly int Order = OpenIddictServerAspNetCoreHandlers.ProcessLocalErrorResponse<ApplyAuthorizationResponseContext>.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.Response.Error == Errors.TemporarilyUnavailable && context.Transaction.GetHttpRequest() is { HttpContext: { } http })
        {
            await page.WriteUnavailableAsync(http, http.RequestAborted);
            context.HandleRequest();
        }
    }
}
