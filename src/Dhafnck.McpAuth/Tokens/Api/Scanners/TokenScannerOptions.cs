namespace Dhafnck.McpAuth.Tokens;

/// <summary>Which secret scanners may report leaked tokens at <c>MapMcpTokenScannerReports()</c>.</summary>
public sealed class TokenScannerOptions
{
    /// <summary>The header that contains <see cref="Secret"/>.</summary>
    public const string SecretHeader = "X-Scanner-Secret";

    /// <summary>The minimum length of <see cref="Secret"/>, in characters.</summary>
    public const int MinimumSecretLength = 32;

    /// <summary>
    /// The URL of the keys with which GitHub signs its reports (the secret scanning partner program):
    /// <c>https://api.github.com/meta/public_keys/secret_scanning</c>.
    /// </summary>
    /// <value>
    /// An absolute <c>https</c> URL, or an <c>http</c> URL of this machine, without user, password or fragment. The default is
    /// <see langword="null"/>: reports of GitHub are refused.
    /// </value>
    public string? GitHubKeysUrl { get; set; }

    /// <summary>
    /// The secret that a scanner without a signature of its own sends in the header <see cref="SecretHeader"/>. Set it with
    /// <c>MCP_SCANNER_SECRET</c>, or set <c>MCP_SCANNER_SECRET_FILE</c> to the path of a file that contains it.
    /// </summary>
    /// <value>At least 32 visible ASCII characters. The default is <see langword="null"/>: such reports are refused.</value>
    public string? Secret { get; set; }

    /// <summary>The number of reports that one address may send in a minute, signed or not. One more gets 429.</summary>
    /// <value>1 or more. The default is 60.</value>
    public int ReportsPerMinute { get; set; } = 60;
}
