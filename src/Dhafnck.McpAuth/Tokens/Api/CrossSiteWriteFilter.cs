using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>
/// Refuses what another site makes a browser send in the name of the user who is signed in there. What a browser says
/// of where a request comes from cannot be set by a page: <c>Sec-Fetch-Site</c>, and <c>Origin</c> where that is
/// missing. A request without both comes from no current browser. A cookie asks for a header besides, which a form
/// cannot send and a page of another origin not without the application's leave (CORS). What is signed by a bearer
/// token and no cookie passes: no browser adds that by itself.
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
            return Refuse("The request comes from another site. Tokens are changed from the application's own pages alone.");
        }

        return hasCookie && !IsBearerSigned(request) && StringValues.IsNullOrEmpty(request.Headers[CustomHeader])
            ? Refuse($"A change by a user whom a cookie signs in needs the header {CustomHeader}, with any value.")
            : next(context);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsFromThisSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] switch
    {
        ["same-origin" or "none"] => true,
        [] => request.Headers.Origin is [] || IsOwnOrigin(request),
        _ => false,
    };

    // A proxy that ends TLS may leave "http" to the application; the page's own origin is then the same host under https.
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
