using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>
/// Refuses cross-site request forgery: writes that another site makes the signed-in user's browser send. It checks
/// <c>Sec-Fetch-Site</c>, and <c>Origin</c> when that is missing; a page can set neither. A request without both comes from no
/// current browser. A request with a cookie also needs a custom header: a form cannot send it, and a page of another origin only
/// if the application allows that (CORS). A request with a bearer token and no cookie passes, because no browser adds a bearer
/// token by itself.
/// </summary>
internal sealed class CrossSiteWriteFilter : IEndpointFilter
{
    private const string CustomHeader = "X-Requested-With";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var hasCookie = request.Headers.ContainsKey(HeaderNames.Cookie);
        if (IsSafe(request.Method) || (IsBearerSigned(request) && !hasCookie))
        {
            return next(context);
        }

        if (!IsFromThisSite(request))
        {
            return Refuse("The request comes from another site. Tokens can only be changed from the application's own pages.");
        }

        return hasCookie && !IsBearerSigned(request) && StringValues.IsNullOrEmpty(request.Headers[CustomHeader])
            ? Refuse($"A change that is authenticated by a cookie needs the header {CustomHeader}, with any value.")
            : next(context);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsFromThisSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] switch
    {
        ["same-origin" or "none"] => true,
        [] => request.Headers.Origin is [] || IsOwnOrigin(request),
        _ => false,
    };

    // Behind a proxy that terminates TLS, the application may see "http". The page's own origin is then the same host with https.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        return request.Headers.Origin is [{ } origin] && (IsOf(request.Scheme) || IsOf(Uri.UriSchemeHttps));

        bool IsOf(string scheme) => string.Equals(origin, $"{scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsBearerSigned(HttpRequest request) =>
        request.Headers.Authorization is [{ } authorization] && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static ValueTask<object?> Refuse(string detail) =>
        ValueTask.FromResult<object?>(TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden));
}
