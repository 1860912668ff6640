using Microsoft.AspNetCore.Html;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>The frame of every page: head, header and main part.</summary>
internal static class ConsentDocument
{
    private static readonly IHtmlContent Key = new HtmlString(
        """<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.2 20 3.5M16 7.5l3 3M13.2 10.3l2 2"/></svg>""");

    /// <summary>Returns a whole page.</summary>
    /// <param name="assets">The styles and the icon.</param>
    /// <param name="title">The title of the window.</param>
    /// <param name="user">The name of the signed-in user.</param>
    /// <param name="main">The main part.</param>
    /// <param name="head">What the head contains in addition.</param>
    public static IHtmlContent Of(ConsentAssets assets, string title, string user, IHtmlContent main, IHtmlContent? head = null) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <meta name="robots" content="noindex">
          {head ?? Markup.None}
          <title>{title}</title>
          <link rel="icon" type="image/svg+xml" href="{assets.Icon}">
          <style>{new HtmlString(assets.Styles)}</style>
        </head>
        <body>
          <header class="header">
            <div class="header-row">
              <p class="brand">{Key}<span>Connect an app</span></p>
              <p class="account"><bdi>{user}</bdi></p>
            </div>
          </header>
          <main>
        {main}
          </main>
        </body>
        </html>
        """);
}
