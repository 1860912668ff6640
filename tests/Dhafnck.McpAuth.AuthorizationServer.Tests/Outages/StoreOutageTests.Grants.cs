using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Outages;

/// <content>Codes, refresh tokens and revocations whose request fails after a part of it is stored.</content>
public sealed partial class StoreOutageTests
{
    [Theory]
    [InlineData("mcp_tokens")]
    [InlineData("UPDATE \"mcp_tokens\"")]
    public async Task A_revocation_that_fails_is_not_reported_as_done_and_can_be_sent_again(string command)
    {
        var connected = await _client.ConnectAsync();

        _commands.Text = command;
        ShouldBeUnavailable(await _client.RevokeAsync(connected.RefreshToken));
        ShouldBeUnavailable(await _client.RevokeAsync(connected.AccessToken));
        _commands.Text = null;

        (await _server.UseAsync(connected.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await _client.RevokeAsync(connected.RefreshToken)).Status.Should().Be(HttpStatusCode.OK);
        (await _server.UseAsync(connected.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revocation_that_ended_the_connection_is_reported_as_done()
    {
        var connected = await _client.ConnectAsync();

        _commands.Text = "UPDATE \"mcp_oauth_tokens\"";
        (await _client.RevokeAsync(connected.RefreshToken)).Status.Should().Be(HttpStatusCode.OK);
        _commands.Text = null;

        (await _server.UseAsync(connected.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        (await _client.RefreshAsync(connected.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Theory]
    [InlineData("UPDATE \"mcp_oauth_tokens\"")]
    [InlineData("\"mcp_tokens\"")]
    [InlineData("INSERT INTO \"mcp_oauth_tokens\"")]
    public async Task A_code_whose_exchange_failed_half_way_can_be_sent_again(string command)
    {
        var code = await _client.AskAsync();

        _commands.Text = command;
        ShouldBeUnavailable(await _client.ExchangeAsync(code));
        _commands.Text = null;

        var answer = (await _client.ExchangeAsync(code)).ShouldSucceed();
        (await _server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
        _server.Log.Text.Should().NotContain("was used a second time");
        (await _client.ExchangeAsync(code)).ShouldBeRefused("invalid_grant");
    }

    [Theory]
    [InlineData("UPDATE \"mcp_oauth_tokens\"")]
    [InlineData("UPDATE \"mcp_tokens\"")]
    public async Task A_refresh_token_whose_request_failed_half_way_can_be_sent_again(string command)
    {
        var connected = await _client.ConnectAsync();

        _commands.Text = command;
        ShouldBeUnavailable(await _client.RefreshAsync(connected.RefreshToken));
        _commands.Text = null;

        var answer = (await _client.RefreshAsync(connected.RefreshToken)).ShouldSucceed();
        (await _server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
        _server.Log.Text.Should().NotContain("was used a second time");
        (await _client.RefreshAsync(connected.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_refresh_token_whose_redemption_cannot_be_undone_is_refused()
    {
        var connected = await _client.ConnectAsync();

        _commands.Fails = sql => sql.Contains("UPDATE \"mcp_tokens\"", StringComparison.Ordinal) && (_commands.Fails = _ => true) is not null;
        (await _client.RefreshAsync(connected.RefreshToken)).ShouldBeRefused("invalid_grant");
        _commands.Text = null;

        _server.Log.Text.Should().Contain("the use could not be undone").And.NotContain("was used a second time");
    }

    [Fact]
    public async Task A_refresh_token_whose_connection_was_renewed_already_is_refused()
    {
        var connected = await _client.ConnectAsync();

        _commands.Text = "INSERT INTO \"mcp_oauth_tokens\"";
        (await _client.RefreshAsync(connected.RefreshToken)).ShouldBeRefused("invalid_grant");
        _commands.Text = null;

        _server.Log.Text.Should().Contain("the use could not be undone").And.NotContain("was used a second time");
    }
}
