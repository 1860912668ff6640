using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>A client ends its connection (RFC 7009).</summary>
public sealed class RevocationTests
{
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, "office_")]
    [InlineData(false, "office_")]
    public async Task Revoking_either_token_ends_the_connection(bool accessToken, string? prefix)
    {
        await using var server = await ConnectServer.StartAsync(change: options => options.Settings["McpAuth:Jwt:TokenPrefix"] = prefix);
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();
        answer.AccessToken.Should().StartWith($"{prefix}ey");

        var revoked = await client.RevokeAsync(accessToken ? answer.AccessToken : answer.RefreshToken, ("token_type_hint", accessToken ? "access_token" : "refresh_token"));

        revoked.Status.Should().Be(HttpStatusCode.OK, "of {0}", revoked.Body);
        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
        (await server.ListAsync()).Should().ContainSingle().Which.RevokedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task A_token_that_nobody_knows_is_answered_as_if_it_were_revoked()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);

        (await client.RevokeAsync("nobody-knows-this")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_cannot_end_the_connection_of_another(bool accessToken)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var other = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        await other.RevokeAsync(accessToken ? answer.AccessToken : answer.RefreshToken);

        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
    }
}
