namespace Dhafnck.McpAuth.Scopes;

/// <summary>The names of the scopes and permissions that every <see cref="ScopeCatalog"/> starts with.</summary>
public static class McpScopes
{
    /// <summary>Read task data; permits <see cref="Read"/>.</summary>
    public const string ReadTasks = "read:tasks";

    /// <summary>Create and modify tasks; includes <see cref="ReadTasks"/> and permits <see cref="Write"/>.</summary>
    public const string WriteTasks = "write:tasks";

    /// <summary>Read context data; permits <see cref="Read"/>.</summary>
    public const string ReadContext = "read:context";

    /// <summary>Modify context data; includes <see cref="ReadContext"/> and permits <see cref="Write"/>.</summary>
    public const string WriteContext = "write:context";

    /// <summary>View agent configurations; permits <see cref="Read"/>.</summary>
    public const string ReadAgents = "read:agents";

    /// <summary>Configure agents; includes <see cref="ReadAgents"/> and permits <see cref="Write"/>.</summary>
    public const string WriteAgents = "write:agents";

    /// <summary>Execute MCP commands; permits <see cref="Execute"/>. By default every <c>tools/call</c> needs it.</summary>
    public const string ExecuteMcp = "execute:mcp";

    /// <summary>The permission that <c>read:*</c> scopes carry.</summary>
    public const string Read = "mcp:read";

    /// <summary>The permission that <c>write:*</c> scopes carry.</summary>
    public const string Write = "mcp:write";

    /// <summary>The permission that <see cref="ExecuteMcp"/> carries.</summary>
    public const string Execute = "mcp:execute";

    /// <summary>Basic connectivity: every valid token has it.</summary>
    public const string Access = "mcp:access";

    /// <summary>
    /// Every permission of the catalog but <see cref="RotateTokens"/>. Nothing grants it but the token's record,
    /// changed by an administrator of the database.
    /// </summary>
    public const string Admin = "mcp:admin";

    /// <summary>Lets a token rotate itself. It has to be granted by name: not even <see cref="Admin"/> implies it.</summary>
    public const string RotateTokens = "tokens:rotate";
}
