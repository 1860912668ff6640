using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>What a client may ask for, and what reaches the user (RFC 6749 §4.1, RFC 7636, RFC 8252, RFC 8707, RFC 9207).</summary>
public sealed class AuthorizationTests
{
    [Fact]
    public async Task An_approval_sends_a_code_the_state_and_the_issuer_to_the_client()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        var response = await browser.ApproveAsync(client.AuthorizationUrl());

        response.Address.GetLeftPart(UriPartial.Path).Should().Be(OAuthClient.RedirectUri);
        response.Code.Should().NotBeNullOrEmpty();
        response.State.Should().Be("a state");
        response.Issuer.Should().Be(server.Address);
    }

    [Fact]
    public async Task A_refusal_tells_the_client_and_opens_nothing()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        var response = await browser.CancelAsync(client.AuthorizationUrl());

        response.Should().Match<AuthorizationResponse>(answer => answer.Error == "access_denied" && answer.Code == null && answer.Issuer == server.Address);
        (await server.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("resource", null, "invalid_target")]
    [InlineData("resource", "https://other.example/mcp", "invalid_target")]
    [InlineData("scope", "execute:mcp mcp:admin", "invalid_scope")]
    [InlineData("scope", "tokens:rotate", "invalid_scope")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("prompt", "none", "invalid_request")]
    public async Task A_wrong_request_is_refused_before_the_user_is_asked(string parameter, string? value, string error)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        using var answer = await browser.OpenAsync(client.AuthorizationUrl(changes: [(parameter, value)]));

        if (answer.Headers.Location is { } location)
        {
            location.GetLeftPart(UriPartial.Path).Should().Be(OAuthClient.RedirectUri);
            QueryHelpers.ParseQuery(location.Query)["error"].Should().ContainSingle(error);
        }
        else
        {
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            browser.Page.Should().Contain(error);
        }

        browser.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:51234/callback")]
    [InlineData("http://127.0.0.1/callback")]
    public async Task The_port_of_a_loopback_redirect_URI_is_free(string redirectUri)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server, "http://127.0.0.1:33418/callback");
        using var browser = new ConsentBrowser("alice");

        var response = await browser.ApproveAsync(client.AuthorizationUrl(changes: ("redirect_uri", redirectUri)));

        response.Address.GetLeftPart(UriPartial.Path).Should().Be(new Uri(redirectUri).GetLeftPart(UriPartial.Path));
        response.Code.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("https://client.example/callback/")]
    [InlineData("https://client.example/Callback")]
    [InlineData("https://client.example/callback?x=1")]
    [InlineData("https://client.example:8443/callback")]
    [InlineData("https://client.example.evil.example/callback")]
    [InlineData("https://client.example@evil.example/callback")]
    [InlineData("https://sub.client.example/callback")]
    [InlineData("http://client.example/callback")]
    [InlineData("http://127.0.0.1:1234/other")]
    [InlineData("http://localhost:1234/local")]
    [InlineData("https://127.0.0.1:1234/local")]
    [InlineData("http://127.0.0.1.evil.example:1234/local")]
    [InlineData(null)]
    public async Task Any_other_redirect_URI_is_refused_without_a_redirect(string? redirectUri)
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server, "https://client.example/callback", "http://127.0.0.1/local");
        using var browser = new ConsentBrowser("alice");

        using var answer = await browser.OpenAsync(client.AuthorizationUrl(changes: ("redirect_uri", redirectUri)));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, "of {0}", browser.Page);
        answer.Headers.Location.Should().BeNull();
    }

    [Fact]
    public async Task An_unknown_client_is_refused_without_a_redirect()
    {
        await using var server = await ConnectServer.StartAsync();
        using var browser = new ConsentBrowser("alice");

        using var answer = await browser.OpenAsync(new OAuthClient(server, "reg_unknown").AuthorizationUrl());

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Headers.Location.Should().BeNull();
    }

    [Fact]
    public async Task A_request_without_a_signed_in_user_goes_to_the_sign_in()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);

        using var answer = await server.Http.GetAsync(client.AuthorizationUrl(), TestContext.Current.CancellationToken);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_slash_at_the_end_of_a_resource_does_not_matter()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        var response = await browser.ApproveAsync(client.AuthorizationUrl(changes: ("resource", server.Mcp + "/")));
        (await client.ExchangeAsync(response.Code!, ("resource", server.Mcp + "/"))).ShouldSucceed();

        (await server.ListAsync()).Should().ContainSingle().Which.Audience.Should().Be(server.Mcp);
    }

    [Fact]
    public async Task The_user_removes_scopes_and_chooses_limit_and_lifetime()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice") { Cleared = ["read:tasks"], Entered = new Dictionary<string, string> { ["rate_limit"] = "50", ["lifetime_days"] = "7" } };

        var response = await browser.ApproveAsync(client.AuthorizationUrl());
        var answer = (await client.ExchangeAsync(response.Code!)).ShouldSucceed();

        answer.Scopes.Should().Equal("execute:mcp");
        var connection = (await server.ListAsync()).Should().ContainSingle().Subject;
        connection.Scopes.Should().Equal("execute:mcp");
        connection.RateLimit.Should().Be(50);
        connection.ExpiresAt.Should().BeCloseTo(connection.CreatedAt.AddDays(7), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_client_that_names_no_scope_gets_what_every_call_needs()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        await browser.OpenAsync(client.AuthorizationUrl(scope: null));

        browser.Asked.Should().Equal("execute:mcp");
    }
}
