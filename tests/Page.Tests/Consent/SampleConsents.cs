using Dhafnck.McpAuth.AuthorizationServer.Consent;

namespace Page.Tests.Consent;

/// <summary>What clients of each kind ask for.</summary>
internal static class SampleConsents
{
    private static readonly ConsentScope Execute = new() { Name = "execute:mcp", Description = "Execute MCP commands", Tools = ["health_check"] };
    private static readonly ConsentScope Read = new() { Name = "read:tasks", Description = "Read task data", Tools = ["get_task", "list_tasks"] };

    private static readonly ConsentScope Write = new()
    {
        Name = "write:tasks",
        Description = "Create and modify tasks",
        Tools = ["complete_task", "create_task", "delete_task", "get_task", "list_tasks", "update_task"],
    };

    /// <summary>A client with a metadata document.</summary>
    public static ConsentRequest Editor { get; } = new()
    {
        ClientId = "https://editor.example/mcp-client.json",
        ClientName = "Example Editor",
        ClientHost = "editor.example",
        ClientKind = ConsentClientKind.MetadataDocument,
        RedirectHost = "client.example",
        UserId = "",
        UserName = "",
        Resource = "https://mcp.example/mcp",
        Scopes = [Execute, Read, Write],
        CallableTools = [.. Execute.Tools, .. Write.Tools],
        ToolCount = 9,
    };

    /// <summary>A program on the user's computer that registered itself.</summary>
    public static ConsentRequest CommandLine { get; } = Editor with
    {
        ClientId = "3f0c2b1e-7a4d-4f1e-9a55-0b4b1f0a2f11",
        ClientName = "Command line",
        ClientHost = null,
        ClientKind = ConsentClientKind.Registered,
        RedirectHost = "127.0.0.1",
        IsLoopbackOnly = true,
    };

    /// <summary>A client that needs more than it has.</summary>
    public static ConsentRequest StepUp { get; } = Editor with { Scopes = [Execute with { IsGranted = true }, Read with { IsGranted = true }, Write], RateLimit = 250, LifetimeDays = 40 };
}
