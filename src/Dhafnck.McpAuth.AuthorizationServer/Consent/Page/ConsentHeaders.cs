using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>The response headers that protect the pages in the browser.</summary>
internal static class ConsentHeaders
{
    // No Cross-Origin-Opener-Policy: a client that opened the page in a window of its own waits there for the user's return.
    public static void Set(HttpResponse response, ConsentAssets assets)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.Pragma = "no-cache";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src '{assets.StylesHash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), clipboard-read=(), clipboard-write=()";
    }
}
