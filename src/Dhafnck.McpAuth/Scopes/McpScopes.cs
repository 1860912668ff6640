using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth;

/// <summary>The names of the standard scopes and permissions, which every <see cref="ScopeCatalog"/> contains.</summary>
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

    /// <summary>Execute MCP commands; permits <see cref="Execute"/>. By default every <c>tools/call</c> requires it.</summary>
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
    /// Every scope and permission of the catalog except <see cref="RotateTokens"/>. Only a token's record can have it, and
    /// only administrators grant it: by the admin endpoints, on the command line, or in the database.
    /// </summary>
    public const string Admin = "mcp:admin";

    /// <summary>Lets a token rotate itself. It must be granted explicitly: not even <see cref="Admin"/> implies it.</summary>
    public const string RotateTokens = "tokens:rotate";
}
