using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>Refresh tokens rotate, and each refresh rotates the credential of the connection's record (RFC 6749 §6, RFC 9700 §4.14).</summary>
public sealed class RefreshTests
{
    [Fact]
    public async Task A_refresh_rotates_the_credential_and_keeps_the_record()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var first = await client.ConnectAsync();
        var before = (await server.ListAsync()).Single();

        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var third = (await client.RefreshAsync(second.RefreshToken)).ShouldSucceed();

        var after = (await server.ListAsync()).Should().ContainSingle().Subject;
        after.Id.Should().Be(before.Id);
        after.Credential.Generation.Should().Be(3);
        after.Credential.Hash.Should().Be(TokenHash.Compute(third.AccessToken));
        third.Scopes.Should().BeEquivalentTo("execute:mcp", "read:tasks");
        (await server.UseAsync(third.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await server.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.OK, "a replaced access token ends after a minute");
        (await server.UseAsync(first.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_connection_from_before_the_token_prefix_gets_it_with_its_next_refresh()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var first = await client.ConnectAsync();
        await using var another = await server.StartAnotherAsync(change: options => options.Settings["McpAuth:Jwt:TokenPrefix"] = "office_");

        (await another.UseAsync(first.AccessToken)).Should().Be(HttpStatusCode.OK);
        var second = (await new OAuthClient(client, another, resource: server.Mcp).RefreshAsync(first.RefreshToken)).ShouldSucceed();

        second.AccessToken.Should().StartWith("office_ey");
        (await another.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_twice_ends_the_connection()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var first = await client.ConnectAsync();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();

        (await client.RefreshAsync(first.RefreshToken)).ShouldBeRefused("invalid_grant");

        (await server.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync(second.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_refresh_of_an_ended_connection_is_refused()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();
        var connection = (await server.ListAsync()).Single();

        await server.RevokeAsync(connection.Id);

        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
        (await client.ConnectAsync()).AccessToken.Should().NotBeNullOrEmpty("the user can let the client in again");
        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_connection_ends_when_it_is_not_used_and_lasts_while_it_is()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConnectServer.StartAsync(time: time);
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(80));
        answer = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(80));
        answer = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(91));

        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_connection_ends_at_the_time_that_the_user_chose_however_much_it_is_used()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConnectServer.StartAsync(time: time);
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice") { Entered = new Dictionary<string, string> { ["lifetime_days"] = "30" } };
        var answer = (await client.ExchangeAsync((await browser.ApproveAsync(client.AuthorizationUrl())).Code!)).ShouldSucceed();

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(29.99));
        answer = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
        answer.Json["expires_in"]!.GetValue<long>().Should().BeInRange(1, 900, "an access token does not outlive its connection");
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(0.02));

        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_access_token_expires_after_an_hour_and_its_connection_does_not()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConnectServer.StartAsync(time: time);
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMinutes(61));

        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        var renewed = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();
        (await server.UseAsync(renewed.AccessToken)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_of_another_client_is_refused()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var other = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        (await other.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");

        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_for_another_resource_is_refused()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        (await client.RefreshAsync(answer.RefreshToken, ("resource", "https://other.example/mcp"))).ShouldBeRefused("invalid_target");
    }

    [Fact]
    public async Task The_owner_policy_is_asked_at_each_refresh()
    {
        var policy = new SwitchablePolicy();
        await using var server = await ConnectServer.StartAsync(change: options => options.Builder += builder => builder.Services.AddSingleton<ITokenOwnerPolicy>(policy));
        var client = await OAuthClient.RegisterAsync(server);
        var answer = await client.ConnectAsync();

        policy.IsActive = false;

        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    private sealed class SwitchablePolicy : ITokenOwnerPolicy
    {
        public bool IsActive { get; set; } = true;

        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(IsActive);
    }
}
