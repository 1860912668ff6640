namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Options of a server on standard input and output (<c>WithMcpAuth()</c>). Its client is the process that starts it, and gives it
/// an access token in an environment variable.
/// </summary>
public sealed class StdioOptions
{
    /// <summary>The default of <see cref="Variable"/>.</summary>
    internal const string DefaultVariable = "MCP_ACCESS_TOKEN";

    /// <summary>The environment variable with the access token. It is removed from the process's environment and configuration when it is read.</summary>
    /// <value>
    /// A name of letters, digits and underscores that is not a setting of the library. The default is <c>MCP_ACCESS_TOKEN</c>.
    /// </value>
    public string Variable { get; set; } = DefaultVariable;

    /// <summary>
    /// The header in which the provider finds the token, for a provider of the application that reads a header of its own, such as
    /// <c>X-API-Key</c>. The token stands there alone.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the provider gets a bearer token.</value>
    public string? Header { get; set; }

    /// <summary>
    /// The remote address that the process has, for tokens that are limited to certain addresses. Standard input has no
    /// address, so without this option such tokens are refused.
    /// </summary>
    /// <value>An IP address, such as <c>127.0.0.1</c>. The default is <see langword="null"/>: no address.</value>
    public string? RemoteAddress { get; set; }
}
