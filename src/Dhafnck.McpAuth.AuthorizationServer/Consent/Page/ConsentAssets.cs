using System.Security.Cryptography;
using System.Text;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>The files of the page, which are part of its HTML. The stylesheets are those of the token page, and one more.</summary>
internal sealed class ConsentAssets
{
    public ConsentAssets()
    {
        Styles = "\n" + Read("page.css") + Read("fields.css") + Read("consent.css");
        Icon = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Read("key.svg")));

        // The hash (CSP Level 3 §2.3.1) is the only permission for a style, so that no injected one applies.
        StylesHash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Styles)));
    }

    /// <summary>The content of the style element.</summary>
    public string Styles { get; }

    public string StylesHash { get; }

    /// <summary>The page's icon, as a data URL.</summary>
    public string Icon { get; }

    private static string Read(string file)
    {
        using var stream = typeof(ConsentAssets).Assembly.GetManifestResourceStream("ConsentPage/" + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
