using System.Text.Json.Nodes;

namespace Page.Tests.Connect;

/// <summary>The official TypeScript client.</summary>
public sealed class TypeScriptTests(Chromium chromium, PageServer page, ConnectServer server) : ConnectTest(chromium, page, server)
{
    private const string Name = "TypeScript application";
    private static readonly string[] Needed = ["@modelcontextprotocol", "client", "package.json"];

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task It_registers_itself_calls_tools_steps_up_and_renews_its_token(string version)
    {
        NodeClients.Find(Needed);
        await using var client = NodeClients.Start(["connect.mjs", Target.Mcp, version]);

        await ApproveAsync(await client.WaitForUrlAsync(), Name);
        await ApproveMoreAsync(await client.WaitForUrlAsync(), Name);

        ShouldHaveWorked(await client.WaitForSuccessAsync(), version);
        await ShouldBeConnectedAsync(Name, "Nobody vouches for it");
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task It_is_known_by_its_metadata_document_calls_tools_steps_up_and_renews_its_token(string version)
    {
        NodeClients.Find(Needed);
        var document = Target.Documents.Publish(metadata => metadata["client_name"] = Name);
        await using var client = NodeClients.Start(["connect.mjs", Target.Mcp, version, document]);

        await ApproveAsync(await client.WaitForUrlAsync(), Name);
        await ApproveMoreAsync(await client.WaitForUrlAsync(), Name);

        ShouldHaveWorked(await client.WaitForSuccessAsync(), version);
        await ShouldBeConnectedAsync(Name, "127.0.0.1");
    }

    private static void ShouldHaveWorked(string output, string version)
    {
        var result = JsonNode.Parse(output.Split('\n').Last(line => line.StartsWith('{')))!;
        result["version"]!.GetValue<string>().Should().Be(version);
        result["task"]!.GetValue<string>().Should().Contain("Needs another scope");
        result["renewed"]!.GetValue<bool>().Should().BeTrue();
        var (before, after) = (Tool(result["self"]!), Tool(result["selfAgain"]!));
        after["subject"]!.GetValue<string>().Should().Be(before["subject"]!.GetValue<string>());
        after["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).Should().Contain("write:tasks");
    }

    private static JsonNode Tool(JsonNode text) => JsonNode.Parse(text.GetValue<string>())!;
}
