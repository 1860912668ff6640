using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What a client hears that got 401 and looks here for an authorization server, where there is none.</summary>
public sealed class OAuthProbeTests
{
    private const string WhatToDo = "Put an API token into the Authorization header";

    [Theory]
    [InlineData("POST", "/register")]
    [InlineData("POST", "/token")]
    [InlineData("GET", "/authorize?response_type=code")]
    [InlineData("POST", "/authorize")]
    public async Task The_places_of_an_authorization_server_say_in_OAuths_words_what_to_do(string method, string path)
    {
        await using var server = await McpTestServer.StartAsync();
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await server.Http.SendAsync(request);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        error.GetProperty("error").GetString().Should().Be("invalid_request");
        error.GetProperty("error_description").GetString().Should().Contain(WhatToDo).And.MatchRegex("^[ !#-\\[\\]-~]+$");
        response.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Theory]
    [InlineData("/.well-known/oauth-authorization-server")]
    [InlineData("/.well-known/oauth-authorization-server/mcp")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/openid-configuration/mcp")]
    [InlineData("/mcp/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    public async Task Metadata_that_there_is_not_is_404_in_JSON_for_pages_of_every_origin(string path)
    {
        await using var server = await McpTestServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, path) { Headers = { { "Origin", "https://client.example" }, { "Access-Control-Request-Method", "GET" } } };

        using var response = await server.Http.GetAsync(path);
        using var allowed = await server.Http.SendAsync(preflight);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().Should().Contain(WhatToDo);
        response.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_the_application_maps_itself_it_answers_itself()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map += app =>
        {
            app.MapPost("/register", () => "mine");
            app.MapGet("/authorize", () => "mine");
            app.MapGet("/.well-known/oauth-authorization-server", () => "mine");
            app.MapWhen(context => context.Request.Path == "/token", branch => branch.Run(context => context.Response.WriteAsync("mine")));
        });

        (await (await server.Http.PostAsync("/register", null)).Content.ReadAsStringAsync()).Should().Be("mine");
        (await (await server.Http.PostAsync("/token", null)).Content.ReadAsStringAsync()).Should().Be("mine");
        (await server.Http.GetStringAsync("/authorize")).Should().Be("mine");
        (await server.Http.GetStringAsync("/.well-known/oauth-authorization-server")).Should().Be("mine");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("with an authorization server")]
    [InlineData("without a protected endpoint")]
    public async Task Where_no_token_is_asked_for_or_another_server_gives_it_out_nobody_answers(string kind)
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings["MCP_AUTH_TYPE"] = kind == "none" ? "none" : null;
            options.Settings["MCP_PUBLIC_URL"] = "https://mcp.example.com";
            options.Settings["MCP_AUTHORIZATION_SERVERS"] = kind == "with an authorization server" ? "https://login.example.com" : null;
            options.Map = kind == "without a protected endpoint" ? app => app.MapGet("/", () => "") : options.Map;
        });

        using var registration = await server.Http.PostAsync("/register", null);
        using var metadata = await server.Http.GetAsync("/.well-known/oauth-authorization-server");

        registration.StatusCode.Should().Be(HttpStatusCode.NotFound);
        metadata.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await registration.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/register")]
    [InlineData("POST", "/registered")]
    [InlineData("POST", "/api/register")]
    public async Task Other_requests_are_not_answered(string method, string path)
    {
        await using var server = await McpTestServer.StartAsync();
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().BeEmpty();
    }
}
