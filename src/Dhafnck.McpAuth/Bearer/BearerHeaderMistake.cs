using System.Buffers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Says what is wrong with an <c>Authorization</c> header that has no bearer token in it, as people get it wrong when they
/// copy one into a client's settings. It never repeats what was sent.
/// </summary>
internal static class BearerHeaderMistake
{
    private const string HeaderName = "Authorization:";
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`");

    // Around a placeholder's name, or in its place: <token>, ${TOKEN}, {{token}}, %TOKEN%.
    private static readonly SearchValues<char> Brackets = SearchValues.Create("<>[]{}()$%");

    private static readonly BearerRefusal NoScheme =
        BearerRefusal.InvalidToken("The word Bearer is missing. Put it before the token in the Authorization header, with a space between.");

    private static readonly BearerRefusal NoSpace =
        BearerRefusal.InvalidToken("There must be a space, and nothing else, between the word Bearer and the token.");

    private static readonly BearerRefusal Empty =
        BearerRefusal.InvalidToken("There is no token after the word Bearer. If a variable should have filled it in, the variable is empty.");

    private static readonly BearerRefusal Doubled =
        BearerRefusal.InvalidToken("The word Bearer is there twice. Many clients add it by themselves: give those the token alone.");

    private static readonly BearerRefusal Named =
        BearerRefusal.InvalidToken("The name of the header is in its value, too. The value begins with the word Bearer.");

    private static readonly BearerRefusal Quoted =
        BearerRefusal.InvalidToken("The access token is in quotation marks. Send it without them.");

    private static readonly BearerRefusal Bracketed =
        BearerRefusal.InvalidToken("The access token is in brackets, or a placeholder stands in its place. Send the token alone.");

    /// <summary>What is wrong with a header that does not begin with the scheme and a space.</summary>
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

        // One word is a token; several are the name of another scheme and what belongs to that.
        return IsAround(header, Quotes) ? Quoted
            : header.Contains(' ') ? BearerRefusal.NoToken
            : IsAround(header, Brackets) ? Bracketed
            : NoScheme;
    }

    /// <summary>What is wrong with a token that has characters that no token has.</summary>
    public static BearerRefusal OfToken(ReadOnlySpan<char> token) =>
        token.IsEmpty ? Empty
        : token.StartsWith(BearerHeader.Scheme, StringComparison.OrdinalIgnoreCase) && (token.Length == BearerHeader.Scheme.Length || !char.IsAsciiLetterOrDigit(token[BearerHeader.Scheme.Length])) ? Doubled
        : IsAround(token, Quotes) ? Quoted
        : IsAround(token, Brackets) ? Bracketed
        : BearerRefusal.Malformed;

    private static bool IsAround(ReadOnlySpan<char> text, SearchValues<char> marks) => marks.Contains(text[0]) || marks.Contains(text[^1]);
}
