using Microsoft.AspNetCore.Html;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>Composes HTML. Each interpolated value is encoded as text, unless it is markup itself.</summary>
internal static class Markup
{
    public static readonly IHtmlContent None = new HtmlString("");

    /// <summary>Returns an interpolated string as markup, with its values encoded.</summary>
    public static IHtmlContent Of(FormattableString markup) => new HtmlFormattableString(markup.Format, markup.GetArguments());

    /// <summary>Returns several pieces of markup, one after another.</summary>
    public static IHtmlContent Join(IEnumerable<IHtmlContent> parts, string separator = "\n")
    {
        var joined = new HtmlContentBuilder();
        foreach (var part in parts)
        {
            (joined.Count > 0 ? joined.AppendHtml(separator) : joined).AppendHtml(part);
        }

        return joined;
    }
}
