using System.Buffers;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Describes what is wrong with an <c>Authorization</c> header that has no usable bearer token. It covers the common
/// mistakes of copying a token into a client's settings. The description never repeats what the client sent.
/// </summary>
internal static class BearerHeaderMistake
{
    private const string HeaderName = "Authorization:";
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`");

    // Marks of a placeholder: <token>, ${TOKEN}, {{token}}, %TOKEN%.
    private static readonly SearchValues<char> Brackets = SearchValues.Create("<>[]{}()$%");

    private static readonly BearerRefusal NoScheme =
        BearerRefusal.InvalidToken("The word Bearer is missing. Put it and a space before the token in the Authorization header.");

    private static readonly BearerRefusal NoSpace =
        BearerRefusal.InvalidToken("Put a space, and nothing else, between the word Bearer and the token.");

    private static readonly BearerRefusal Empty =
        BearerRefusal.InvalidToken("There is no token after the word Bearer. If the token comes from a variable, the variable is empty.");

    private static readonly BearerRefusal Doubled =
        BearerRefusal.InvalidToken("The word Bearer appears twice. Many clients add it automatically: configure those with the token alone.");

    private static readonly BearerRefusal Named =
        BearerRefusal.InvalidToken("The header value repeats the header name. The value must start with the word Bearer.");

    private static readonly BearerRefusal Quoted =
        BearerRefusal.InvalidToken("The access token is in quotation marks. Send it without them.");

    private static readonly BearerRefusal Bracketed =
        BearerRefusal.InvalidToken("The access token is in brackets, or is still a placeholder. Send the token alone.");

    /// <summary>Describes a header that does not start with the scheme and a space.</summary>
    public static BearerRefusal Of(ReadOnlySpan<char> header)
    {
        if (header.IsEmpty)
        {
            return BearerRefusal.NoToken;
        }

        if (header.StartsWith(HeaderName, StringComparison.OrdinalIgnoreCase))
        {
            return Named;
        }

        if (header.StartsWith(BearerHeader.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var rest = header[BearerHeader.Scheme.Length..];
            return rest.IsEmpty ? Empty
                : char.IsAsciiLetterOrDigit(rest[0]) && header.Contains(' ') ? BearerRefusal.NoToken
                : NoSpace;
        }

        // A single word is a token without a scheme. Several words are another scheme and its parameters.
        return IsAround(header, Quotes) ? Quoted
            : header.Contains(' ') ? BearerRefusal.NoToken
            : IsAround(header, Brackets) ? Bracketed
            : NoScheme;
    }

    /// <summary>Describes a token with characters that are invalid in a token.</summary>
    public static BearerRefusal OfToken(ReadOnlySpan<char> token) =>
        token.IsEmpty ? Empty
        : token.StartsWith(BearerHeader.Scheme, StringComparison.OrdinalIgnoreCase) && (token.Length == BearerHeader.Scheme.Length || !char.IsAsciiLetterOrDigit(token[BearerHeader.Scheme.Length])) ? Doubled
        : IsAround(token, Quotes) ? Quoted
        : IsAround(token, Brackets) ? Bracketed
        : BearerRefusal.Malformed;

    private static bool IsAround(ReadOnlySpan<char> text, SearchValues<char> marks) => marks.Contains(text[0]) || marks.Contains(text[^1]);
}
