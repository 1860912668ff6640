using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.TestKit.Hosting;

[McpServerPromptType]
public sealed class TestPrompts
{
    [McpServerPrompt(Name = "open")]
    public static string Open() => "open to all";

    [McpServerPrompt(Name = "about_agents"), RequiredScope("read:agents")]
    public static string AboutAgents() => "agents";
}
