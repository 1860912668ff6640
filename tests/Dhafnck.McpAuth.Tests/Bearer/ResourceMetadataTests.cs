using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dhafnck.McpAuth.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What clients are told of who issues tokens for the server (RFC 9728).</summary>
public sealed class ResourceMetadataTests
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    [Fact]
    public async Task The_metadata_names_the_resource_its_authorization_servers_and_its_scopes()
    {
        await using var server = await StartAsync();

        var metadata = await server.Http.GetFromJsonAsync<JsonElement>($"{WellKnown}/mcp");

        metadata.GetProperty("resource").GetString().Should().Be("https://mcp.example.com/mcp");
        Texts(metadata, "authorization_servers").Should().Equal("https://login.example.com", "https://other.example.com/tenant");
        Texts(metadata, "scopes_supported").Should().Contain(["execute:mcp", "read:tasks", "write:agents", "read:rooms"]).And.NotContain(["mcp:admin", "tokens:rotate"]).And.BeInAscendingOrder(StringComparer.Ordinal);
        Texts(metadata, "bearer_methods_supported").Should().Equal("header");
    }

    [Fact]
    public async Task The_challenges_say_where_the_metadata_is_whatever_the_request_says_of_its_host()
    {
        await using var server = await StartAsync();
        using var request = RawHttp.Post("/mcp/", RawHttp.ToolsList);
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var unauthorized = await server.Http.SendAsync(request);
        using var forbidden = await server.Http.SendAsync(RawHttp.Post("/MCP", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}""", (await server.IssueAsync(["read:tasks"])).Value));
        using var spoofed = new HttpRequestMessage(HttpMethod.Get, $"{WellKnown}/mcp") { Headers = { Host = "evil.example" } };
        using var metadata = await server.Http.SendAsync(spoofed);

        unauthorized.Challenge().Should().EndWith("resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\"");
        forbidden.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        forbidden.Challenge().Should().Contain("scope=\"execute:mcp\", resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/");
        (await metadata.Content.ReadAsStringAsync()).Should().Contain("https://mcp.example.com/mcp").And.NotContain("evil");
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/")]
    [InlineData("/.well-known/oauth-protected-resource/api/v2/tokens")]
    [InlineData("/.well-known/oauth-protected-resource/mcp/x")]
    [InlineData("/.well-known/oauth-protected-resource-x/mcp")]
    public async Task Only_protected_endpoints_have_metadata(string path)
    {
        await using var server = await StartAsync();

        using var response = await server.Http.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Under_a_path_base_both_places_answer_and_the_challenge_names_the_one_below_it()
    {
        await using var server = await StartAsync(options =>
        {
            options.Settings["MCP_PUBLIC_URL"] = "https://example.com/base/";
            var map = options.Map;
            options.Map = app =>
            {
                app.UsePathBase("/base");
                app.UseRouting();
                map(app);
            };
        });

        var below = await server.Http.GetStringAsync($"/base{WellKnown}/mcp");
        var root = await server.Http.GetStringAsync($"{WellKnown}/base/mcp");
        using var response = await server.ListToolsAsync(null, "/base/mcp");

        below.Should().Be(root).And.Contain("\"https://example.com/base/mcp\"");
        response.Challenge().Should().EndWith("resource_metadata=\"https://example.com/base/.well-known/oauth-protected-resource/mcp\"");
    }

    [Fact]
    public async Task An_endpoint_with_a_parameter_is_a_resource_for_each_value()
    {
        await using var server = await StartAsync(options => options.Map = app => app.MapMcp("/{tenant}/mcp").RequireMcpAuth());

        (await server.Http.GetStringAsync($"{WellKnown}/acme/mcp")).Should().Contain("\"https://mcp.example.com/acme/mcp\"");
        using var response = await server.ListToolsAsync(null, "/a%22b%0d/mcp");
        response.Challenge().Should().EndWith("oauth-protected-resource/a%22b%0D/mcp\"");
    }

    [Fact]
    public async Task Without_an_authorization_server_nobody_is_sent_to_look_for_one()
    {
        await using var server = await StartAsync(options =>
        {
            options.Settings.Remove("MCP_AUTHORIZATION_SERVERS");
        });

        using var metadata = await server.Http.GetAsync($"{WellKnown}/mcp");
        using var response = await server.ListToolsAsync(null);

        metadata.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Challenge().Should().NotContain("resource_metadata");
    }

    [Theory]
    [InlineData("MCP_PUBLIC_URL", null, "*MCP_PUBLIC_URL is not set*")]
    [InlineData("MCP_PUBLIC_URL", "http://mcp.example.com", "*MCP_PUBLIC_URL is 'http://mcp.example.com'*https*")]
    [InlineData("MCP_PUBLIC_URL", "https://mcp.example.com/?a", "*without query*")]
    [InlineData("MCP_PUBLIC_URL", "mcp.example.com", "*absolute https address*")]
    [InlineData("MCP_AUTHORIZATION_SERVERS", "https://a.example#b", "*MCP_AUTHORIZATION_SERVERS names*")]
    [InlineData("MCP_AUTHORIZATION_SERVERS", "http://a.example", "*MCP_AUTHORIZATION_SERVERS names*")]
    public async Task An_address_that_cannot_be_right_stops_the_start(string setting, string? value, string message)
    {
        var start = () => StartAsync(options => options.Settings[setting] = value);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    [Fact]
    public async Task Other_methods_than_GET_are_told_so()
    {
        await using var server = await StartAsync();

        using var response = await server.Http.PostAsync($"{WellKnown}/mcp", null);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("GET", "HEAD");
    }

    [Fact]
    public async Task With_an_authorization_server_lists_show_what_more_scopes_would_open()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync((await server.IssueAsync(["read:tasks"])).Value);

        (await client.ListToolsAsync()).Should().HaveCount(4);
    }

    private static Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? configure = null) => McpTestServer.StartAsync(options =>
    {
        options.Settings["MCP_PUBLIC_URL"] = "https://mcp.example.com";
        options.Settings["MCP_AUTHORIZATION_SERVERS"] = "https://login.example.com,https://other.example.com/tenant";
        options.Auth = auth => auth.AddScope("read:rooms", "See rooms");
        configure?.Invoke(options);
    });

    private static IEnumerable<string?> Texts(JsonElement metadata, string name) => metadata.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
