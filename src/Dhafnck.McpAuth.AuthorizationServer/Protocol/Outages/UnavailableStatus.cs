using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Outages;

/// <summary>
/// Sets the status 503 on a response with the error <c>temporarily_unavailable</c>, which OpenIddict answers with 400. A client that gets
/// 503 for a revocation has to assume that the token still exists (RFC 7009 §2.2.1). A redirect to the client sets its own status
/// afterwards.
/// </summary>
internal sealed class UnavailableStatus<TContext> : IOpenIddictServerHandler<TContext>
    where TContext : BaseRequestContext
{
    public static readonly int Order = OpenIddictServerAspNetCoreHandlers.AttachHttpResponseCode<TContext>.Descriptor.Order + 500;

    public ValueTask HandleAsync(TContext context)
    {
        if (context.Transaction is { Response.Error: Errors.TemporarilyUnavailable } && context.Transaction.GetHttpRequest()?.HttpContext.Response is { } response)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = StoreFailures.RetryAfter;
        }

        return default;
    }
}
