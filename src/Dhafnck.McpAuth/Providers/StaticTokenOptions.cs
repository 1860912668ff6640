namespace Dhafnck.McpAuth.Providers;

/// <summary>The settings of the <c>env</c> type: tokens that the server is started with.</summary>
public sealed class StaticTokenOptions
{
    /// <summary>
    /// The tokens that are accepted; more than one while clients change over. <c>MCP_BEARER_TOKEN</c> sets them,
    /// with commas between. Each is of the syntax <c>b64token</c> (RFC 6750 §2.1), which has no white space in it; white
    /// space around a token is not part of it.
    /// </summary>
    /// <value>The default is empty.</value>
    public IList<string> Tokens { get; } = [];

    /// <summary>The path of a file that holds <see cref="Tokens"/>, with commas or line ends between. <c>MCP_BEARER_TOKEN_FILE</c> sets it.</summary>
    /// <value>The default is <see langword="null"/>. Give this or <see cref="Tokens"/>, not both.</value>
    public string? TokenFile { get; set; }

    /// <summary>The subject (<c>sub</c>) of whoever presents one of the tokens.</summary>
    /// <value>The default is <c>env</c>.</value>
    public string Subject { get; set; } = "env";
}
