using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>The response headers that protect the page in the browser.</summary>
internal static class TokenPageHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Sets the headers of a response that must not be cached.</summary>
    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), clipboard-read=(), clipboard-write=(self)";
    }

    /// <summary>Sets the headers of a file whose URL changes with its content.</summary>
    public static void SetForAsset(HttpResponse response)
    {
        Set(response);
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
    }
}
