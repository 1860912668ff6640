namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a request needs before it reaches the MCP server, and what of the server it needs for what.</summary>
public sealed class ScopeOptions
{
    /// <summary>The scopes that every request to a protected endpoint needs. <c>MCP_REQUIRED_SCOPES</c> sets them.</summary>
    /// <value>The default is empty: any valid token will do.</value>
    public IList<string> Required { get; } = [];

    /// <summary>The scope that every <c>tools/call</c> needs, beside those of the tool.</summary>
    /// <value>The default is <c>execute:mcp</c>; empty or <see langword="null"/> for none.</value>
    public string? ToolCall { get; set; } = McpScopes.ExecuteMcp;

    /// <summary>The scopes that the types <c>env</c> and <c>none</c> grant. <c>MCP_GRANTED_SCOPES</c> sets them.</summary>
    /// <value>The default is empty, which means every grantable scope of the catalog but <c>tokens:rotate</c>.</value>
    public IList<string> Granted { get; } = [];

    /// <summary>The scopes of tools, prompts, resources and methods by name, for those that have no <see cref="RequiredScopeAttribute"/>.</summary>
    /// <value>The default is empty.</value>
    public IList<OperationScopes> Operations { get; } = [];

    /// <summary>
    /// Whether a tool, prompt or resource that a handler of the application serves, and that no entry of
    /// <see cref="Operations"/> names, is refused to every token; and so with a method that the protocol does not have.
    /// </summary>
    /// <value>The default is <see langword="false"/>: it is open to every valid token.</value>
    public bool DenyUnmapped { get; set; }

    /// <summary>Whether lists leave out the tools, prompts and resources that the token has not the scopes for.</summary>
    /// <value>
    /// The default is <see langword="null"/>: they do, unless an authorization server is configured or
    /// <see cref="AnonymousDiscovery"/> is on, where a client has to see what it can ask for more scopes for.
    /// </value>
    public bool? HideUnauthorized { get; set; }

    /// <summary>
    /// Whether <c>initialize</c>, <c>server/discover</c>, <c>ping</c> and the lists need no token, so that a client signs
    /// in when it first does something. Every other request without a token gets 401. For stateless servers only.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AnonymousDiscovery { get; set; }
}
