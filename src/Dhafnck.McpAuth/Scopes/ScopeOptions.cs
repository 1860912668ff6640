namespace Dhafnck.McpAuth.Scopes;

/// <summary>The scopes that requests need, for the MCP server as a whole and for its operations.</summary>
public sealed class ScopeOptions
{
    /// <summary>The scopes that every request to a protected endpoint requires. <c>MCP_REQUIRED_SCOPES</c> sets them.</summary>
    /// <value>The default is empty: any valid token is accepted.</value>
    public IList<string> Required { get; } = [];

    /// <summary>The scope that every <c>tools/call</c> requires, in addition to those of the tool.</summary>
    /// <value>The default is <c>execute:mcp</c>. Empty or <see langword="null"/> requires none.</value>
    public string? ToolCall { get; set; } = McpScopes.ExecuteMcp;

    /// <summary>The scopes that the authentication types <c>env</c> and <c>none</c> grant. <c>MCP_GRANTED_SCOPES</c> sets them.</summary>
    /// <value>The default is empty, which means every grantable scope of the catalog except <c>tokens:rotate</c>.</value>
    public IList<string> Granted { get; } = [];

    /// <summary>The scopes of tools, prompts, resources and methods, by name. It is for those without a <see cref="RequiredScopeAttribute"/>.</summary>
    /// <value>The default is empty.</value>
    public IList<OperationScopes> Operations { get; } = [];

    /// <summary>
    /// Whether to refuse every token for operations that no entry of <see cref="Operations"/> names. It applies to tools,
    /// prompts and resources that a handler of the application serves, and to methods that the protocol does not define.
    /// </summary>
    /// <value>The default is <see langword="false"/>: such operations are open to every valid token.</value>
    public bool DenyUnmapped { get; set; }

    /// <summary>Whether lists omit the tools, prompts and resources for which the token lacks scopes.</summary>
    /// <value>
    /// The default is <see langword="null"/>: lists omit them, unless an authorization server is configured or
    /// <see cref="AnonymousDiscovery"/> is on. In these cases clients have to see for what they can request more scopes.
    /// </value>
    public bool? HideUnauthorized { get; set; }

    /// <summary>
    /// Whether <c>initialize</c>, <c>server/discover</c>, <c>ping</c> and the lists need no token, so that a client signs in
    /// only when it first uses something. Every other request without a token gets 401. It requires a stateless server.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AnonymousDiscovery { get; set; }
}
