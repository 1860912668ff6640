namespace Dhafnck.McpAuth;

/// <summary>The built-in authentication types for <c>MCP_AUTH_TYPE</c>, which can name several, separated by commas. The application can add others. Types are case-insensitive.</summary>
public static class McpAuthTypes
{
    /// <summary>API tokens: JWTs with a record in the token store.</summary>
    public const string Jwt = "jwt";

    /// <summary>Fixed tokens that are configured when the server starts.</summary>
    public const string Env = "env";

    /// <summary>No authentication. Outside Development it must be set explicitly. It cannot be combined with other types.</summary>
    public const string None = "none";
}
