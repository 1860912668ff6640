using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>A client comes back with more scopes (MCP, step-up authorization).</summary>
public sealed class StepUpTests
{
    [Fact]
    public async Task A_call_that_needs_more_is_refused_with_all_that_it_needs_and_where_to_get_it()
    {
        await using var server = await ConnectServer.StartAsync();
        var answer = await (await OAuthClient.RegisterAsync(server)).ConnectAsync("execute:mcp");

        using var refused = await server.CallAsync(answer.AccessToken, "write_tasks");

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Challenge().Should().Contain("error=\"insufficient_scope\"").And.Contain("write:tasks").And.Contain($"resource_metadata=\"{server.Address}/.well-known/oauth-protected-resource/mcp\"");
    }

    [Fact]
    public async Task Consent_asks_for_what_is_new_alone_and_the_connection_keeps_its_record()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var first = await client.ConnectAsync("execute:mcp");
        var before = (await server.ListAsync()).Single();
        using var browser = new ConsentBrowser("alice");
        var url = client.AuthorizationUrl("execute:mcp write:tasks");

        using var shown = await browser.OpenAsync(url);
        browser.Asked.Should().Equal("write:tasks");
        var second = (await client.ExchangeAsync((await browser.ApproveAsync(url)).Code!)).ShouldSucceed();

        second.Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
        var after = (await server.ListAsync()).Should().ContainSingle().Subject;
        after.Id.Should().Be(before.Id);
        after.RotatableUntil.Should().Be(before.RotatableUntil);
        using var called = await server.CallAsync(second.AccessToken, "write_tasks");
        (await called.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("written");
        (await client.RefreshAsync(first.RefreshToken)).ShouldBeRefused("invalid_grant");
        (await client.RefreshAsync(second.RefreshToken)).ShouldSucceed().Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
    }

    [Fact]
    public async Task A_client_whose_connection_has_ended_is_sent_here_again_and_one_with_a_pasted_token_is_not()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();
        var pasted = await server.IssueAsync();
        await client.RevokeAsync(answer.RefreshToken);
        await server.RevokeAsync(pasted.Token.Id);

        using var ended = await server.CallAsync(answer.AccessToken, "read_tasks");
        using var revoked = await server.CallAsync(pasted.Value, "read_tasks");

        ended.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        ended.Challenge().Should().Contain("resource_metadata");
        revoked.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        revoked.Challenge().Should().NotContain("resource_metadata");
    }
}
