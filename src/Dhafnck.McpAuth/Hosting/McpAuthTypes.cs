namespace Dhafnck.McpAuth.Hosting;

/// <summary>The types of authentication that <c>MCP_AUTH_TYPE</c> can name, beside those that the application adds. Any case will do.</summary>
public static class McpAuthTypes
{
    /// <summary>API tokens: JWTs with a record in the token store.</summary>
    public const string Jwt = "jwt";

    /// <summary>Tokens that the server is started with.</summary>
    public const string Env = "env";

    /// <summary>No authentication. Outside Development it has to be asked for by name.</summary>
    public const string None = "none";
}
