using System.Buffers;
using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Credentials;

/// <summary>Reads the token from the <c>Authorization</c> header, behind the scheme <c>Bearer</c> (RFC 6750 §2.1) or <c>DPoP</c> (RFC 9449 §7.1).</summary>
internal static class BearerHeader
{
    internal const string Scheme = "Bearer";
    internal const string DpopScheme = "DPoP";
    private const int MaximumLength = 8192;
    private static readonly SearchValues<char> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    /// <summary>Whether a request presents its token with the scheme <c>DPoP</c>.</summary>
    public static bool IsDpop(HttpRequest request) => request.Headers.Authorization is [{ } value] && IsOf(DpopScheme, value.AsSpan().Trim(' '));

    public static (PresentedToken Token, BearerRefusal? Refusal) Read(HttpRequest request)
    {
        var values = request.Headers.Authorization;
        if (values.Count > 1)
        {
            return (default, BearerRefusal.RepeatedHeader);
        }

        var value = values.ToString().AsMemory().Trim(' ');
        var isDpop = false;
        if (!IsOf(Scheme, value.Span) && !(isDpop = IsOf(DpopScheme, value.Span)))
        {
            return (default, BearerHeaderMistake.Of(value.Span));
        }

        var token = value[(isDpop ? DpopScheme : Scheme).Length..].TrimStart(' ');
        return IsB64Token(token.Span) ? (new(token, isDpop), null) : (default, BearerHeaderMistake.OfToken(token.Span));
    }

    internal static bool IsB64Token(ReadOnlySpan<char> token)
    {
        var body = token.TrimEnd('=');
        if (body.IsEmpty || token.Length > MaximumLength)
        {
            return false;
        }

        return !body.ContainsAnyExcept(Body);
    }

    private static bool IsOf(string scheme, ReadOnlySpan<char> header) =>
        header.Length > scheme.Length && header[scheme.Length] == ' ' && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
}
