using System.Buffers;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Refusals;

namespace Dhafnck.McpAuth.Bearer.Credentials;

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

    private static readonly BearerRefusal NoScheme = BearerRefusal.InvalidToken(RefusalText.NoScheme);
    private static readonly BearerRefusal NoSpace = BearerRefusal.InvalidToken(RefusalText.NoSpace);
    private static readonly BearerRefusal Empty = BearerRefusal.InvalidToken(RefusalText.EmptyToken);
    private static readonly BearerRefusal Doubled = BearerRefusal.InvalidToken(RefusalText.RepeatedScheme);
    private static readonly BearerRefusal Named = BearerRefusal.InvalidToken(RefusalText.HeaderNameInValue);
    private static readonly BearerRefusal Quoted = BearerRefusal.InvalidToken(RefusalText.QuotedToken);
    private static readonly BearerRefusal Bracketed = BearerRefusal.InvalidToken(RefusalText.BracketedToken);

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
        : RepeatsScheme(token) ? Doubled
        : IsAround(token, Quotes) ? Quoted
        : IsAround(token, Brackets) ? Bracketed
        : BearerRefusal.Malformed;

    private static bool RepeatsScheme(ReadOnlySpan<char> token) =>
        token.StartsWith(BearerHeader.Scheme, StringComparison.OrdinalIgnoreCase)
        && (token.Length == BearerHeader.Scheme.Length || !char.IsAsciiLetterOrDigit(token[BearerHeader.Scheme.Length]));

    private static bool IsAround(ReadOnlySpan<char> text, SearchValues<char> marks) => marks.Contains(text[0]) || marks.Contains(text[^1]);
}
