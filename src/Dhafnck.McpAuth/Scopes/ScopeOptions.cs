namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a request needs before it reaches the MCP server.</summary>
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
}
