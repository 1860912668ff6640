using System.Text.RegularExpressions;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Redirect URIs of applications on the user's device that listen at a loopback address (RFC 8252 §7.3).</summary>
internal static partial class LoopbackRedirectUri
{
    /// <summary>Whether it is an http URI of a loopback host, with any port or none.</summary>
    public static bool Is(string uri) => Form().IsMatch(uri);

    /// <summary>Returns the URI without its port, or <see langword="null"/> when it is no loopback URI.</summary>
    public static string? WithoutPort(string uri) => Form().Match(uri) is { Success: true } match ? $"http://{match.Groups["host"]}{match.Groups["rest"]}" : null;

    [GeneratedRegex(@"\Ahttp://(?<host>localhost|127\.0\.0\.1|\[::1\])(:[1-9][0-9]{0,4})?(?<rest>([/?][!-~]*)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
