using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Scopes;

public sealed class ToolScopesTests
{
    [Fact]
    public async Task All_tools_have_their_names_in_order()
    {
        await using var server = await McpTestServer.StartAsync();

        Tools(server).Names.Should().Equal("read_tasks", "whoami", "write_both", "write_tasks");
    }

    [Theory]
    [InlineData("")]
    [InlineData("write:tasks")]
    [InlineData("execute:mcp", "whoami")]
    [InlineData("execute:mcp read:tasks", "read_tasks", "whoami")]
    [InlineData("execute:mcp write:tasks", "read_tasks", "whoami", "write_tasks")]
    [InlineData("execute:mcp write:tasks write:context", "read_tasks", "whoami", "write_both", "write_tasks")]
    [InlineData("mcp:admin", "read_tasks", "whoami", "write_both", "write_tasks")]
    public async Task A_token_can_call_what_its_effective_scopes_permit(string granted, params string[] callable)
    {
        await using var server = await McpTestServer.StartAsync();

        Tools(server).GetCallable(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().Equal(callable);
    }

    [Theory]
    [InlineData("execute:mcp", "whoami")]
    [InlineData("read:tasks", "read_tasks")]
    [InlineData("write:tasks", "read_tasks", "write_tasks")]
    [InlineData("write:context")]
    [InlineData("unknown")]
    public async Task A_scope_opens_what_a_token_without_it_cannot_call(string scope, params string[] opened)
    {
        await using var server = await McpTestServer.StartAsync();

        Tools(server).GetOpened(scope).Should().Equal(opened);
    }

    [Fact]
    public async Task Entries_of_the_settings_count_as_attributes_do()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Code = auth =>
        {
            auth.Scopes.ToolCall = null;
            auth.Scopes.Operations.Add(new() { Tool = "who*", Scopes = { "read:agents" } });
        });

        Tools(server).GetCallable([]).Should().BeEmpty();
        Tools(server).GetOpened("write:agents").Should().Equal("whoami");
        FluentActions.Invoking(() => Tools(server).GetOpened(null!)).Should().Throw<ArgumentNullException>();
    }

    private static ToolScopes Tools(McpTestServer server) => server.Services.GetRequiredService<ToolScopes>();
}
