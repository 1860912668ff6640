using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>The rules for the redirect URIs of clients (RFC 6749 §3.1.2, RFC 9700 §2.1, MCP 2026-07-28 "Communication Security").</summary>
internal static class RedirectUri
{
    /// <summary>The maximum length of a redirect URI.</summary>
    public const int MaximumLength = 2000;

    /// <summary>The maximum number of redirect URIs of a client.</summary>
    public const int MaximumCount = 50;

    /// <summary>Whether a metadata document of the host may have the URI: https on that host, or http on a loopback host.</summary>
    /// <remarks>
    /// The host vouches for its own addresses alone. A private-use scheme belongs to no host: any application on the device can claim
    /// it (RFC 8252 §8.6), and MCP requires https or a loopback host.
    /// </remarks>
    public static bool IsOwn(string? text, string host) =>
        Parse(text) is { } uri && (LoopbackRedirectUri.Is(text!) || (uri.Scheme == Uri.UriSchemeHttps && uri.IdnHost == host));

    /// <summary>Whether a client may register the URI: https, http on a loopback host, or one of the private-use schemes.</summary>
    public static bool IsRegistrable(string? text, IEnumerable<string> schemes) =>
        Parse(text) is { } uri && (LoopbackRedirectUri.Is(text!) || uri.Scheme == Uri.UriSchemeHttps || schemes.Contains(uri.Scheme, StringComparer.Ordinal));

    // A client could otherwise fix the issuer of the response (RFC 9207) with a parameter of its own.
    private static Uri? Parse(string? text) =>
        text is { Length: > 0 and <= MaximumLength }
        && text.All(IsUriCharacter)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Fragment: "" }
        && !QueryHelpers.ParseQuery(uri.Query).ContainsKey("iss") ? uri : null;

    // The characters of RFC 3986 §2, without '#'.
    private static bool IsUriCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "-._~:/?[]@!$&'()*+,;=%".Contains(c, StringComparison.Ordinal);
}
