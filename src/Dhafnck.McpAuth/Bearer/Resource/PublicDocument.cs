using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>Lets web pages of any origin read public documents, for clients that run in a browser (Fetch standard, CORS protocol).</summary>
internal static class PublicDocument
{
    /// <summary>Allows the response to be read from any origin.</summary>
    /// <returns>Whether the request was a preflight, which is answered then.</returns>
    public static bool AllowCrossOrigin(HttpContext context, string methods)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        // "*" covers every header but Authorization, which clients that are configured with a token send with every request.
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlMaxAge = "86400";
        headers.Allow = methods + ", OPTIONS";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
