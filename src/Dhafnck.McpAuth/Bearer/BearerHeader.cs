using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Reads the token from the <c>Authorization</c> header (RFC 6750 §2.1), the only place it is taken from.</summary>
internal static class BearerHeader
{
    private const string Scheme = "Bearer";
    private const int MaximumLength = 8192;

    public static (string? Token, BearerRefusal? Refusal) Read(HttpRequest request)
    {
        var values = request.Headers.Authorization;
        if (values.Count > 1)
        {
            return (null, BearerRefusal.RepeatedHeader);
        }

        var value = values.ToString().AsSpan().Trim(' ');
        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || (value.Length > Scheme.Length && value[Scheme.Length] != ' '))
        {
            return (null, BearerRefusal.NoToken);
        }

        var token = value[Scheme.Length..].TrimStart(' ');
        return IsB64Token(token) ? (token.ToString(), null) : (null, BearerRefusal.Malformed);
    }

    internal static bool IsB64Token(ReadOnlySpan<char> token)
    {
        var body = token.TrimEnd('=');
        if (body.IsEmpty || token.Length > MaximumLength)
        {
            return false;
        }

        foreach (var c in body)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~' or '+' or '/'))
            {
                return false;
            }
        }

        return true;
    }
}
