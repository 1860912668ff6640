using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>What hosted clients send besides what the protocol asks for, and what they expect to be told.</summary>
public sealed class HostedClientTests
{
    [Theory]
    [InlineData("scope", " offline_access")]
    [InlineData("scope", "")]
    [InlineData("prompt", "consent")]
    [InlineData("unknown", "value")]
    public async Task A_request_with_more_or_less_than_the_usual_parameters_connects(string parameter, string value)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        var answer = await browser.ApproveAsync(client.AuthorizationUrl("execute:mcp", (parameter, value)));

        var tokens = (await client.ExchangeAsync(answer.Code!)).ShouldSucceed();
        tokens.Scopes.Should().Equal("execute:mcp");
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task A_client_whose_registration_is_gone_is_told_to_register_again()
    {
        await using var server = await ConnectServer.StartAsync();
        var gone = new OAuthClient(server, "reg_00000000000000000000000000000000ffffffffffffffff");

        var answer = await gone.RefreshAsync("a-refresh-token-of-another-time");

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Error.Should().Be("invalid_client");
    }
}
