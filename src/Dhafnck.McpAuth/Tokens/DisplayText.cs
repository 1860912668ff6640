using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Checks text that people read in a list, a log or a page.</summary>
internal static class DisplayText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Counts the characters as a reader perceives them (text elements).</summary>
    public static int CountCharacters(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Returns whether the text has any visible character.</summary>
    public static bool IsVisible(string text) =>
        text.EnumerateRunes().Any(rune => !Rune.IsWhiteSpace(rune)
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0));

    /// <summary>Describes the first character that such text must not contain, or returns <see langword="null"/>.</summary>
    public static string? DescribeForbidden(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, index, out var rune))
            {
                return "half of a surrogate pair";
            }

            if (IsForbidden(rune))
            {
                return string.Create(CultureInfo.InvariantCulture, $"the control, text-direction or invisible character U+{rune.Value:X4}");
            }

            index += rune.Utf16SequenceLength;
        }

        return null;
    }

    // Text-direction and other invisible characters can make one name look like another (Unicode TR 36, section 2.9 "bidirectional text
    // spoofing"). Joiners are allowed: emoji and several scripts need them.
    private static bool IsForbidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format && rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner));
}
