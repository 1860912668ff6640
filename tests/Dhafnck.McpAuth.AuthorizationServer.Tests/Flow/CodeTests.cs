using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>A code becomes a connection, once, for the client that asked.</summary>
public sealed class CodeTests
{
    [Fact]
    public async Task The_access_token_is_the_credential_of_a_record_and_calls_tools()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);

        var answer = await client.ConnectAsync();

        answer.Text("token_type").Should().Be("Bearer");
        answer.Json["expires_in"]!.GetValue<long>().Should().BeInRange(3598, 3600);
        answer.Scopes.Should().BeEquivalentTo("execute:mcp", "read:tasks");
        answer.RefreshToken.Should().NotBeNullOrEmpty();
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        var connection = (await server.ListAsync()).Should().ContainSingle().Subject;
        connection.Credential.Hash.Should().Be(TokenHash.Compute(answer.AccessToken));
        connection.Audience.Should().Be(server.Mcp);
        connection.Connection.Should().Be(new TokenConnection { ClientId = client.Id, ClientName = "A client" });
        using var called = await server.CallAsync(answer.AccessToken, "read_tasks");
        (await called.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("tasks");
    }

    [Fact]
    public async Task A_code_that_is_used_twice_ends_the_connection()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();
        var answer = (await client.ExchangeAsync(code)).ShouldSucceed();

        (await client.ExchangeAsync(code)).ShouldBeRefused("invalid_grant");

        (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
        (await server.ListAsync()).Should().ContainSingle().Which.RevokedAt.Should().NotBeNull();
    }

    [Theory]
    [InlineData("code_verifier", null, "invalid_request")]
    [InlineData("code_verifier", "a-verifier-that-nobody-has-made-of-forty-three-characters", "invalid_grant")]
    [InlineData("redirect_uri", "http://127.0.0.1/other", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_request")]
    [InlineData("resource", "https://other.example/mcp", "invalid_target")]
    [InlineData("code", "a-code-that-nobody-has-issued", "invalid_grant")]
    public async Task A_wrong_token_request_opens_nothing(string parameter, string? value, string error)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();

        (await client.ExchangeAsync(code, (parameter, value))).ShouldBeRefused(error);

        (await server.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_code_of_another_client_is_refused()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        var other = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();

        (await client.ExchangeAsync(code, ("client_id", other.Id))).ShouldBeRefused("invalid_grant");

        (await server.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_code_expires()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConnectServer.StartAsync(time: time);
        var client = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMinutes(6));

        (await client.ExchangeAsync(code)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_client_has_one_record_per_user_and_resource()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);

        var first = await client.ConnectAsync();
        var second = await client.ConnectAsync();
        await client.ConnectAsync(user: "bob");

        (await server.ListAsync()).Should().ContainSingle().Which.Credential.Hash.Should().Be(TokenHash.Compute(second.AccessToken));
        (await server.ListAsync("bob")).Should().ContainSingle();
        (await server.UseAsync(first.AccessToken)).Should().Be(HttpStatusCode.OK, "a replaced access token ends after a minute");
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log_or_the_database()
    {
        var database = Path.Combine(Path.GetTempPath(), $"secrets-{Guid.NewGuid():N}.db");
        await using var server = await ConnectServer.StartAsync(database: database);
        var client = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();
        var answer = (await client.ExchangeAsync(code)).ShouldSucceed();
        var renewed = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();

        var stored = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken));
        foreach (var secret in (string[])[code, answer.AccessToken, answer.RefreshToken, renewed.AccessToken, renewed.RefreshToken])
        {
            server.Log.Text.Should().NotContain(secret);
            stored.Should().NotContain(secret);
        }
    }
}
