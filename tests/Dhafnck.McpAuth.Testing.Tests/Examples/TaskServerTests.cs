using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Testing.Tests.Examples;

public sealed class TaskServerTests : IDisposable
{
    private readonly WebApplicationFactory<Program> _server = new WebApplicationFactory<Program>().WithTestTokens();

    [Fact]
    public async Task A_token_with_the_scope_creates_a_task()
    {
        await using var alice = await _server.CreateMcpClientAsync(TestAccessToken.Create("alice", "execute:mcp", "write:tasks"));

        var result = await alice.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Try it" });

        Assert.Equal("alice created 'Try it'.", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which_it_needs()
    {
        using var alice = _server.CreateClient(TestAccessToken.Create("alice", "execute:mcp"));

        using var response = await alice.PostAsJsonAsync("/mcp", new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "tools/call",
            @params = new { name = "create_task", arguments = new { title = "Try it" } },
        });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("scope=\"execute:mcp write:tasks\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _server.Dispose();
}
