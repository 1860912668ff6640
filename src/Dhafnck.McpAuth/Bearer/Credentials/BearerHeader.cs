using System.Buffers;
using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Credentials;

/// <summary>Reads the token from the <c>Authorization</c> header (RFC 6750 §2.1).</summary>
internal static class BearerHeader
{
    internal const string Scheme = "Bearer";
    private const int MaximumLength = 8192;
    private static readonly SearchValues<char> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    public static (ReadOnlyMemory<char> Token, BearerRefusal? Refusal) Read(HttpRequest request)
    {
        var values = request.Headers.Authorization;
        if (values.Count > 1)
        {
            return (default, BearerRefusal.RepeatedHeader);
        }

        var value = values.ToString().AsMemory().Trim(' ');
        if (value.Length <= Scheme.Length || value.Span[Scheme.Length] != ' ' || !value.Span.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (default, BearerHeaderMistake.Of(value.Span));
        }

        var token = value[Scheme.Length..].TrimStart(' ');
        return IsB64Token(token.Span) ? (token, null) : (default, BearerHeaderMistake.OfToken(token.Span));
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
}
