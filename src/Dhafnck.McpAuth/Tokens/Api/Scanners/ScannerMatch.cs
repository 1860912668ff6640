using System.Text;
using System.Text.RegularExpressions;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>One match of a scanner's report, in the form of GitHub's secret scanning partner program.</summary>
internal sealed partial record ScannerMatch(string? Token, string? Type, string? Url, string? Source)
{
    private const int MaximumAddress = 500;
    private const int MinimumPart = 16;

    /// <summary>
    /// Describes who found the token where, for people. The report is text from outside: of its URL remain the host and the path, and
    /// nothing remains that contains the token.
    /// </summary>
    public string Describe(string scanner) =>
        string.Join(' ', new[] { $"reported by {scanner}", Source is { } source && Word().IsMatch(source) ? $"({source})" : null, Address() }.OfType<string>());

    private string? Address() =>
        Uri.TryCreate(Url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) is { Length: <= MaximumAddress } address
        && Ascii.IsValid(address)
        && !HasPartOfToken(Uri.UnescapeDataString(address))
            ? address
            : null;

    private bool HasPartOfToken(string address) =>
        (Token ?? "").Split('.').Any(part => part.Length >= MinimumPart && address.Contains(part[..MinimumPart], StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^[A-Za-z_]{1,40}\z")]
    private static partial Regex Word();
}
