using System.Buffers;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the header that may carry a token in addition to <c>Authorization</c>.</summary>
internal static class TokenHeaderCheck
{
    // RFC 9110 section 5.6.2.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What HTTP, MCP, proxies and browsers set themselves.
    private static readonly string[] Reserved =
    [
        "Authorization", "Connection", "Cookie", "DPoP", "DPoP-Nonce", "Forwarded", "From", "Host", "Idempotency-Key", "Last-Event-ID", "Origin",
        "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via",
    ];
    private static readonly string[] ReservedBeginnings = ["Accept", "Access-Control-", "Content-", "If-", "Mcp-", "Proxy-", "Sec-", "X-Forwarded-", "X-Original-"];

    public static IEnumerable<string> Check(McpAuthOptions options)
    {
        if (options.TokenHeader is { } header && !IsFree(header))
        {
            yield return $"MCP_TOKEN_HEADER is '{ScopeToken.Escape(header)}', which is not the name of a header that can carry a token. "
                + "Set it to a header that nothing else uses, such as X-API-Key. The header Authorization is always read.";
        }
    }

    /// <summary>Whether nothing but a token stands in a header of this name.</summary>
    public static bool IsFree(string header) =>
        header.Length > 0
        && !header.AsSpan().ContainsAnyExcept(NameCharacters)
        && !Reserved.Contains(header, StringComparer.OrdinalIgnoreCase)
        && !ReservedBeginnings.Any(beginning => header.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
}
