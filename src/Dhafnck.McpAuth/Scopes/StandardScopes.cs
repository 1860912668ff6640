namespace Dhafnck.McpAuth.Scopes;

/// <summary>The standard entries of every catalog.</summary>
internal static class StandardScopes
{
    public static readonly IReadOnlyList<ScopeDefinition> All =
    [
        Grantable(McpScopes.ReadTasks, "Read task data", McpScopes.Read),
        Grantable(McpScopes.WriteTasks, "Create and modify tasks", McpScopes.Write),
        Grantable(McpScopes.ReadContext, "Read context data", McpScopes.Read),
        Grantable(McpScopes.WriteContext, "Modify context data", McpScopes.Write),
        Grantable(McpScopes.ReadAgents, "View agent configurations", McpScopes.Read),
        Grantable(McpScopes.WriteAgents, "Configure agents", McpScopes.Write),
        Grantable(McpScopes.ExecuteMcp, "Execute MCP commands", McpScopes.Execute),
        Grantable(McpScopes.RotateTokens, "Rotate this token itself, without a person"),
        Derived(McpScopes.Access, "Connect to the MCP server"),
        Derived(McpScopes.Read, "Read data"),
        Derived(McpScopes.Write, "Create and modify data"),
        Derived(McpScopes.Execute, "Execute commands"),
        Derived(McpScopes.Admin, "Everything but rotating tokens; only operators grant it"),
    ];

    private static ScopeDefinition Grantable(string name, string description, string? permission = null) =>
        new() { Name = name, Description = description, Permission = permission };

    private static ScopeDefinition Derived(string name, string description) =>
        new() { Name = name, Description = description, IsGrantable = false };
}
