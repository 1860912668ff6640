using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Testing.Tests;

public sealed class WebApplicationFactoryTests : IDisposable
{
    private readonly WebApplicationFactory<Program> _plain = new();
    private readonly WebApplicationFactory<Program> _server;

    public WebApplicationFactoryTests() => _server = _plain.WithTestTokens();

    [Fact]
    public async Task A_request_without_a_token_is_refused_as_in_production()
    {
        using var client = _server.CreateClient();

        using var response = await ListToolsAsync(client);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.Should().ContainSingle(header => header.Scheme == "Bearer");
    }

    [Fact]
    public async Task A_token_is_accepted_until_it_is_revoked()
    {
        var tokens = _server.Services.GetRequiredService<TestTokens>();
        var token = tokens.Issue(TestAccessToken.Create("alice", "execute:mcp"));
        using var client = _server.CreateClientWithToken(token);

        using var accepted = await ListToolsAsync(client);
        tokens.Revoke(token);
        using var refused = await ListToolsAsync(client);

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_access_token_that_has_expired_is_refused()
    {
        using var client = _server.CreateClient(TestAccessToken.Create("alice", "execute:mcp") with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) });

        using var response = await ListToolsAsync(client);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_client_has_its_own_user()
    {
        await using var alice = await _server.CreateMcpClientAsync(TestAccessToken.Create("alice", "execute:mcp", "write:tasks"), cancellationToken: TestContext.Current.CancellationToken);
        await using var bob = await _server.CreateMcpClientAsync(TestAccessToken.Create("bob", "execute:mcp"), cancellationToken: TestContext.Current.CancellationToken);

        (await alice.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).Should().Contain("create_task");
        (await bob.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).Should().Equal("list_tasks");
    }

    [Fact]
    public void A_server_that_does_not_accept_test_tokens_says_what_is_missing()
    {
        FluentActions.Invoking(() => _plain.CreateClient(TestAccessToken.Create("alice")))
            .Should().Throw<InvalidOperationException>().WithMessage("*WithTestTokens()*");
    }

    [Fact]
    public async Task A_setting_of_the_server_does_not_stand_in_the_way()
    {
        await using var server = _plain.WithWebHostBuilder(builder => builder.UseSetting("MCP_BEARER_TOKEN", "a-token-of-the-server")).WithTestTokens();
        using var client = server.CreateClient(TestAccessToken.Create("alice", "execute:mcp"));

        using var response = await ListToolsAsync(client);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    public void Dispose()
    {
        _server.Dispose();
        _plain.Dispose();
    }

    private static Task<HttpResponseMessage> ListToolsAsync(HttpClient client) =>
        client.PostAsJsonAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "tools/list" }, TestContext.Current.CancellationToken);
}
