namespace TokenServer.Setup;

/// <summary>The secret scanners that report leaked tokens.</summary>
internal static class SecretScanners
{
    private static readonly string[] Settings = ["MCP_SCANNER_SECRET", "MCP_SCANNER_SECRET_FILE", "McpAuth:Scanners:Secret", "McpAuth:Scanners:GitHubKeysUrl"];

    /// <summary>Returns whether a scanner is configured. Without one, nobody could use the endpoint.</summary>
    public static bool AreConfigured(IConfiguration configuration) => Settings.Any(setting => !string.IsNullOrEmpty(configuration[setting]));
}
