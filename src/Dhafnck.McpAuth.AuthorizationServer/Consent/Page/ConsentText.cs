using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>Prepares text that a client provides for reading: nothing in it can hide, reorder or crowd out the rest of the page.</summary>
internal static class ConsentText
{
    private const int MaximumCharacters = 100;
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// Returns a name on one line, shortened to 100 characters. Each control, text-direction or invisible character, with which
    /// one name can look like another (Unicode TR 36 §2.9), shows as the replacement character.
    /// </summary>
    public static string Name(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            shown.Append(IsMisleading(rune) ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return Shorten(shown.ToString().Trim());
    }

    /// <summary>Returns a host in its ASCII form (RFC 5891 §4.4), in which no letter looks like that of another script.</summary>
    public static string Host(string host)
    {
        if (Ascii.IsValid(host))
        {
            return Name(host);
        }

        try
        {
            return Name(new IdnMapping().GetAscii(host));
        }
        catch (ArgumentException)
        {
            return Name(Uri.EscapeDataString(host));
        }
    }

    private static string Shorten(string text)
    {
        // A single character can consist of any number of combining marks.
        var elements = new StringInfo(text.Length > MaximumCharacters * 4 ? text[..(MaximumCharacters * 4)] : text);
        return elements.LengthInTextElements <= MaximumCharacters && elements.String.Length == text.Length
            ? text
            : elements.SubstringByTextElements(0, Math.Min(MaximumCharacters - 1, elements.LengthInTextElements)) + "…";
    }

    private static bool IsMisleading(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.Format => rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner),
        _ => false,
    };
}
