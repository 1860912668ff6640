using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>Lets pages of every origin read what is public, for clients that run in a browser (Fetch standard, CORS protocol).</summary>
internal static class PublicDocument
{
    /// <summary>Allows the answer of a request to be read.</summary>
    /// <returns>Whether the request only asked whether it may be: then it is answered.</returns>
    public static bool AllowCrossOrigin(HttpContext context, string methods)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        // "*" stands for every header but this one, which clients that are set up with a token send everywhere.
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlMaxAge = "86400";
        headers.Allow = methods + ", OPTIONS";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
