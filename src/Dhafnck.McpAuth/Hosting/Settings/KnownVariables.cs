namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>The settings that have a name of their own, and the names that are probably meant to be one of them.</summary>
internal static class KnownVariables
{
    private const int MaximumDistance = 2;
    private static readonly string[] Prefixes = ["MCP", "JWT"];

    private static readonly string[] Names =
    [
        "JWT_AUDIENCE",
        "JWT_ISSUER",
        "JWT_SECRET_KEY",
        "JWT_SECRET_KEY_FILE",
        "JWT_SECRET_KEY_PREVIOUS",
        "JWT_SECRET_KEY_PREVIOUS_FILE",
        "MCP_ACCESS_TOKEN",
        "MCP_ALLOWED_ORIGINS",
        "MCP_AUTHORIZATION_SERVERS",
        "MCP_AUTH_TYPE",
        "MCP_BEARER_TOKEN",
        "MCP_BEARER_TOKEN_FILE",
        "MCP_GRANTED_SCOPES",
        "MCP_PUBLIC_URL",
        "MCP_REQUIRED_SCOPES",
        "MCP_SCANNER_SECRET",
        "MCP_SCANNER_SECRET_FILE",
        "MCP_TOKEN_HEADER",
        "MCP_WEBHOOK_SECRET",
        "MCP_WEBHOOK_SECRET_FILE",
        "MCP_WEBHOOK_URL",
    ];

    /// <summary>Whether a name is that of a setting.</summary>
    public static bool Has(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The setting that an unknown name resembles: it is the beginning of the setting's name, or differs in two characters at most.</summary>
    public static string? MeantBy(string name)
    {
        name = name.ToUpperInvariant();
        return Names.Contains(name) || !Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length)
            ? null
            : Names.Where(known => known.StartsWith(name + '_', StringComparison.Ordinal) || Distance(known, name) <= MaximumDistance)
                .MinBy(known => Distance(known, name));
    }

    // The edit distance of Levenshtein.
    private static int Distance(string known, string name)
    {
        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= known.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= name.Length; j++)
            {
                var replaced = diagonal + (known[i - 1] == name[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
