using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Makes the name that a client gives itself fit for a page, a list and a log.</summary>
internal static class ClientName
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int MaximumLength = 100;

    /// <summary>
    /// Removes text-direction and other invisible characters, which can make one name look like another (Unicode TR 36 §2.9), turns
    /// control characters and white space into single spaces, and shortens the name.
    /// </summary>
    /// <returns>The name, or <see langword="null"/> when nothing visible is left.</returns>
    public static string? Clean(string? name)
    {
        var clean = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes())
        {
            if (IsSpace(rune))
            {
                clean.Append(clean.Length == 0 || clean[^1] == ' ' ? "" : " ");
            }
            else if (!IsInvisible(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        var text = clean.ToString().TrimEnd();
        return text.EnumerateRunes().Any(rune => !IsMark(rune)) ? Shorten(text) : null;
    }

    // Between two characters as a reader perceives them (text elements).
    private static string Shorten(string text) =>
        text.Length <= MaximumLength ? text : text[..StringInfo.ParseCombiningCharacters(text).Last(start => start < MaximumLength)] + '…';

    private static bool IsSpace(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Hangul fillers and the blank Braille pattern are letters and symbols without a shape. The replacement character stands for half of a surrogate pair.
    private static bool IsInvisible(Rune rune) =>
        (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse && !IsJoiner(rune))
        || rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFD;

    // Emoji and several scripts need joiners.
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static bool IsMark(Rune rune) =>
        Rune.IsWhiteSpace(rune) || IsJoiner(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
}
