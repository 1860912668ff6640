using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>What text may hold that people read in a list, a log or a page.</summary>
internal static class DisplayText
{
    /// <summary>The number of characters as a person counts them.</summary>
    public static int CountCharacters(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>The first character that must not stand in such text, in words, or <see langword="null"/>.</summary>
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
                return string.Create(CultureInfo.InvariantCulture, $"the control or text-direction character U+{rune.Value:X4}");
            }

            index += rune.Utf16SequenceLength;
        }

        return null;
    }

    // Text-direction characters make a name read as another (Unicode TR 36, section 2.9 "bidirectional text spoofing").
    private static bool IsForbidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF
            or (>= 0xE0000 and <= 0xE0FFF);
}
