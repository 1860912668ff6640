using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the settings of the secret scanners that may report leaked tokens.</summary>
internal static class ScannerCheck
{
    public static IEnumerable<string> Check(TokenScannerOptions scanners)
    {
        if (scanners.GitHubKeysUrl is { Length: > 0 } url && !IssuerDocuments.IsAllowed(url, isLocal: true))
        {
            yield return $"Scanners.GitHubKeysUrl is '{ScopeToken.Escape(url)}', which is not an absolute https address without user, password and fragment "
                + "(http is allowed for this machine only). GitHub's is https://api.github.com/meta/public_keys/secret_scanning.";
        }

        if (scanners.Secret is { Length: > 0 } secret && (secret.Length < TokenScannerOptions.MinimumSecretLength || !secret.All(c => c is > ' ' and <= '~')))
        {
            yield return $"MCP_SCANNER_SECRET must have at least {TokenScannerOptions.MinimumSecretLength} characters, and only visible ASCII characters, as it is sent in a header. "
                + "Make one with: openssl rand -hex 32";
        }

        if (scanners.ReportsPerMinute < 1)
        {
            yield return $"Scanners.ReportsPerMinute must be 1 or more; it is {scanners.ReportsPerMinute}.";
        }
    }
}
