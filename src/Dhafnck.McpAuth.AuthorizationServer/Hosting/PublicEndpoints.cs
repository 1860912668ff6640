using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>
/// Lets web pages of any origin use the endpoints that need no cookie, for clients that run in a browser (Fetch standard, CORS
/// protocol). It also serves the metadata at the paths of RFC 8414 §3.1, where the issuer's path comes last. It runs before the
/// application's own pipeline.
/// </summary>
internal sealed class PublicEndpoints(ServerAddress address) : IStartupFilter
{
    private static readonly string[] WellKnown = [AuthorizationServerPaths.Metadata, AuthorizationServerPaths.OpenIdMetadata];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate following) =>
        {
            FollowIssuerPath(context.Request);
            return MethodOf(address.Below(context.Request.Path)) is { } method && AllowCrossOrigin(context, method) ? Task.CompletedTask : following(context);
        });
        next(app);
    };

    private void FollowIssuerPath(HttpRequest request)
    {
        if (address.Path.HasValue && WellKnown.FirstOrDefault(known => request.Path.Equals(known + address.Path.Value, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            request.Path = address.Path + known;
        }
    }

    private static string? MethodOf(PathString path) => path.Value?.TrimEnd('/') switch
    {
        AuthorizationServerPaths.Metadata or AuthorizationServerPaths.OpenIdMetadata or AuthorizationServerPaths.Keys => HttpMethods.Get,
        AuthorizationServerPaths.Token or AuthorizationServerPaths.Revocation or AuthorizationServerPaths.Registration => HttpMethods.Post,
        _ => null,
    };

    /// <summary>Allows the response to be read from any origin. Returns whether the request was a preflight, which is answered then.</summary>
    private static bool AllowCrossOrigin(HttpContext context, string method)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "WWW-Authenticate, Retry-After";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        // "*" covers every header but Authorization, which clients with a secret send.
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlAllowMethods = method;
        headers.AccessControlMaxAge = "86400";
        headers.Allow = method + ", OPTIONS";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
