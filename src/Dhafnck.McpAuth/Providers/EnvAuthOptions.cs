namespace Dhafnck.McpAuth.Providers;

/// <summary>Options of the authentication type <c>env</c>: fixed tokens that are configured when the server starts.</summary>
public sealed class EnvAuthOptions
{
    /// <summary>
    /// The accepted tokens. Configure more than one while clients change to a new token. White space around a token is
    /// removed. <c>MCP_BEARER_TOKEN</c> sets them, separated by commas.
    /// </summary>
    /// <value>Tokens of the syntax <c>b64token</c> (RFC 6750 §2.1), without white space. The default is empty.</value>
    public IList<string> Tokens { get; } = [];

    /// <summary>The path of a file with <see cref="Tokens"/>, separated by commas or line breaks. <c>MCP_BEARER_TOKEN_FILE</c> sets it.</summary>
    /// <value>The default is <see langword="null"/>. Set either this or <see cref="Tokens"/>, not both.</value>
    public string? TokenFile { get; set; }

    /// <summary>
    /// The prefix of all <see cref="Tokens"/>. If several types are active and another one also checks tokens of any form, the
    /// prefix tells the fixed tokens from the others.
    /// </summary>
    /// <value>At least 3 characters of a token, not beginning with <c>ey</c>. The default is <see langword="null"/>: tokens of any form.</value>
    public string? Prefix { get; set; }

    /// <summary>The subject (<c>sub</c>) of every request with one of the tokens.</summary>
    /// <value>The default is <c>env</c>.</value>
    public string Subject { get; set; } = "env";
}
