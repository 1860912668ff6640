using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What clients are told of who issues tokens for the server (RFC 9728).</summary>
public sealed class ResourceMetadataTests
{
    private const string PartnerKey = "the partner's key, of more than thirty-two bytes";
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    [Fact]
    public async Task The_metadata_names_the_resource_its_authorization_servers_and_its_scopes()
    {
        await using var server = await Setup.StartAsync();

        var metadata = await server.Http.GetFromJsonAsync<JsonElement>($"{WellKnown}/mcp");

        metadata.GetProperty("resource").GetString().Should().Be("https://mcp.example.com/mcp");
        Texts(metadata, "authorization_servers").Should().Equal("https://login.example.com", "https://other.example.com/tenant");
        Texts(metadata, "scopes_supported").Should().Equal("execute:mcp");
        Texts(metadata, "bearer_methods_supported").Should().Equal("header");
    }

    [Theory]
    [InlineData("mcp:access", "execute:mcp", "execute:mcp mcp:access")]
    [InlineData("execute:mcp", "execute:mcp", "execute:mcp")]
    [InlineData("read:tasks", "", "read:tasks")]
    [InlineData(null, "", null)]
    public async Task The_scopes_are_those_to_begin_with_and_a_refusal_names_what_a_call_needs_more(string? required, string toolCall, string? supported)
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Settings["MCP_REQUIRED_SCOPES"] = required;
            options.Code = auth => auth.Scopes.ToolCall = toolCall;
        });

        var metadata = await server.Http.GetFromJsonAsync<JsonElement>($"{WellKnown}/mcp");

        // A claim without elements is left out (RFC 9728 section 2).
        metadata.TryGetProperty("scopes_supported", out _).Should().Be(supported is not null);
        if (supported is not null)
        {
            Texts(metadata, "scopes_supported").Should().Equal(supported.Split(' '));
        }
    }

    [Theory]
    [InlineData("/mcp", "/mcp")]
    [InlineData("/mcp/", "/mcp/")]
    public async Task The_resource_is_spelled_as_the_client_was_given_it(string path, string resource)
    {
        await using var server = await Setup.StartAsync();

        var metadata = await server.Http.GetFromJsonAsync<JsonElement>(WellKnown + path);
        using var response = await server.ListToolsAsync(null, path);

        metadata.GetProperty("resource").GetString().Should().Be("https://mcp.example.com" + resource);
        response.Challenge().Should().EndWith($"resource_metadata=\"https://mcp.example.com{WellKnown}{resource}\"");
    }

    [Theory]
    [InlineData("https://mcp.example.com/mcp", "https://mcp.example.com/mcp/", HttpStatusCode.OK)]
    [InlineData("https://mcp.example.com/mcp/", "https://mcp.example.com/mcp", HttpStatusCode.OK)]
    [InlineData("https://mcp.example.com/mcp", "https://mcp.example.com/mcp//", HttpStatusCode.Unauthorized)]
    [InlineData("https://mcp.example.com/mcp", "https://mcp.example.com/MCP", HttpStatusCode.Unauthorized)]
    [InlineData("https://mcp.example.com/mcp", "https://mcp.example.com/mcp/x", HttpStatusCode.Unauthorized)]
    [InlineData("https://mcp.example.com", "https://mcp.example.com/", HttpStatusCode.Unauthorized)]
    [InlineData("mcp-server", "mcp-server/", HttpStatusCode.Unauthorized)]
    public async Task A_token_for_either_spelling_of_the_resource_is_accepted(string audience, string aud, HttpStatusCode expected)
    {
        await using var server = await Setup.StartAsync(("McpAuth:Jwt:TrustedIssuers:0:Audiences", audience));

        using var response = await server.ListToolsAsync(Foreign(aud: aud));

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("GET", "/mcp/sse")]
    [InlineData("POST", "/mcp/message")]
    [InlineData("POST", "/mcp/message?sessionId=x")]
    public async Task The_legacy_endpoints_belong_to_the_MCP_endpoint(string method, string path)
    {
        await using var server = await Setup.StartAsync(options => (options.SessionMode, options.ServesLegacySse) = (HttpServerSessionMode.Stateful, true));
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await server.Http.SendAsync(request);
        var metadata = await server.Http.GetFromJsonAsync<JsonElement>(WellKnown + path);

        response.Challenge().Should().EndWith($"resource_metadata=\"https://mcp.example.com{WellKnown}/mcp\"");
        metadata.GetProperty("resource").GetString().Should().Be("https://mcp.example.com/mcp");
    }

    [Fact]
    public async Task Clients_in_a_browser_may_read_the_metadata()
    {
        await using var server = await Setup.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{WellKnown}/mcp");
        preflight.Headers.Add("Origin", "https://client.example");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "mcp-protocol-version,authorization");
        using var get = new HttpRequestMessage(HttpMethod.Get, $"{WellKnown}/mcp") { Headers = { { "Origin", "https://client.example" } } };

        using var allowed = await server.Http.SendAsync(preflight);
        using var metadata = await server.Http.SendAsync(get);

        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Single().Should().Contain("GET");
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().Should().Be("*, Authorization");
        metadata.StatusCode.Should().Be(HttpStatusCode.OK);
        metadata.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Theory]
    [InlineData("own", HttpStatusCode.Forbidden, false)]
    [InlineData("own, revoked", HttpStatusCode.Unauthorized, false)]
    [InlineData("own, without a record", HttpStatusCode.Unauthorized, false)]
    [InlineData("own, of another key", HttpStatusCode.Unauthorized, false)]
    [InlineData("own, in quotes", HttpStatusCode.Unauthorized, false)]
    [InlineData("own, without Bearer", HttpStatusCode.Unauthorized, false)]
    [InlineData("own, twice", HttpStatusCode.Unauthorized, false)]
    [InlineData("foreign", HttpStatusCode.Forbidden, true)]
    [InlineData("foreign, expired", HttpStatusCode.Unauthorized, true)]
    [InlineData("unknown", HttpStatusCode.Unauthorized, true)]
    [InlineData("none", HttpStatusCode.Unauthorized, true)]
    [InlineData("another scheme", HttpStatusCode.Unauthorized, true)]
    public async Task Only_a_client_without_a_token_of_ours_is_sent_to_an_authorization_server(string presented, HttpStatusCode status, bool isSent)
    {
        await using var server = await Setup.StartAsync();
        await using var other = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync(["read:tasks"]);
        if (presented == "own, revoked")
        {
            await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);
        }

        using var request = RawHttp.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}""");
        string[] headers = presented switch
        {
            "own" or "own, revoked" => [$"Bearer {issued.Value}"],
            "own, without a record" => [$"Bearer {(await other.IssueAsync()).Value}"],
            "own, of another key" => [$"Bearer {issued.Value[..issued.Value.LastIndexOf('.')]}.{new string('A', 43)}"],
            "own, in quotes" => [$"Bearer \"{issued.Value}\""],
            "own, without Bearer" => [issued.Value],
            "own, twice" => [$"Bearer {issued.Value}", $"Bearer {issued.Value}"],
            "foreign" => [$"Bearer {Foreign(scope: "read:tasks")}"],
            "foreign, expired" => [$"Bearer {Foreign(expires: -60)}"],
            "unknown" => ["Bearer x"],
            "another scheme" => ["Basic eDp5"],
            _ => [],
        };
        headers.ToList().ForEach(header => request.Headers.TryAddWithoutValidation("Authorization", header));

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(status);
        response.Challenge().Contains("resource_metadata").Should().Be(isSent);
    }

    [Fact]
    public async Task A_fixed_token_of_the_settings_is_not_sent_there_either()
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Settings["MCP_AUTH_TYPE"] = "env";
            options.Settings["MCP_BEARER_TOKEN"] = "a-fixed-token-of-the-settings";
            options.Settings["MCP_GRANTED_SCOPES"] = "read:tasks";
        });

        using var forbidden = await server.Http.SendAsync(RawHttp.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}""", "a-fixed-token-of-the-settings"));

        forbidden.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        forbidden.Challenge().Should().NotContain("resource_metadata");
    }

    [Fact]
    public async Task One_endpoint_can_serve_tokens_while_another_sends_clients_to_an_authorization_server()
    {
        await using var server = await Setup.StartAsync(options => options.Map = app =>
        {
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapMcp("/tokens-only").RequireMcpAuth(endpoint => endpoint.AdvertiseResourceMetadata = false);
        });

        using var sent = await server.ListToolsAsync(null);
        using var kept = await server.ListToolsAsync(null, "/tokens-only");
        using var metadata = await server.Http.GetAsync($"{WellKnown}/tokens-only");
        using var registration = await server.Http.PostAsync("/register", JsonContent.Create(new { }));
        using var good = await server.ListToolsAsync((await server.IssueAsync()).Value, "/tokens-only");

        sent.Challenge().Should().Contain("resource_metadata");
        kept.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        kept.Challenge().Should().Be("Bearer realm=\"mcp\"");
        metadata.StatusCode.Should().Be(HttpStatusCode.NotFound);
        registration.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        good.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_challenges_say_where_the_metadata_is_whatever_the_request_says_of_its_host()
    {
        await using var server = await Setup.StartAsync();
        using var request = RawHttp.Post("/mcp/", RawHttp.ToolsList);
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var unauthorized = await server.Http.SendAsync(request);
        using var forbidden = await server.Http.SendAsync(RawHttp.Post("/MCP", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}""", Foreign(scope: "read:tasks")));
        using var spoofed = new HttpRequestMessage(HttpMethod.Get, $"{WellKnown}/mcp") { Headers = { Host = "evil.example" } };
        using var metadata = await server.Http.SendAsync(spoofed);

        unauthorized.Challenge().Should().EndWith("resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp/\"");
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
        await using var server = await Setup.StartAsync();

        using var response = await server.Http.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Under_a_path_base_both_places_answer_and_the_challenge_names_the_one_below_it()
    {
        await using var server = await Setup.StartAsync(options =>
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
        await using var server = await Setup.StartAsync(options => options.Map = app => app.MapMcp("/{tenant}/mcp").RequireMcpAuth());

        (await server.Http.GetStringAsync($"{WellKnown}/acme/mcp")).Should().Contain("\"https://mcp.example.com/acme/mcp\"");
        using var response = await server.ListToolsAsync(null, "/a%22b%0d/mcp");
        response.Challenge().Should().EndWith("oauth-protected-resource/a%22b%0D/mcp\"");
    }

    [Fact]
    public async Task Without_an_authorization_server_nobody_is_sent_to_look_for_one()
    {
        await using var server = await Setup.StartAsync(options =>
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
        var start = () => Setup.StartAsync((setting, value));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    [Fact]
    public async Task Other_methods_than_GET_are_told_so()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.Http.PostAsync($"{WellKnown}/mcp", null);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
    }

    [Fact]
    public async Task With_an_authorization_server_lists_show_what_more_scopes_would_open()
    {
        await using var server = await Setup.StartAsync();
        await using var client = await server.ConnectAsync((await server.IssueAsync(["read:tasks"])).Value);

        (await client.ListToolsAsync()).Should().HaveCount(4);
    }

    private static McpTestServerOptions Setup => new()
    {
        Settings =
        {
            ["MCP_PUBLIC_URL"] = "https://mcp.example.com",
            ["McpAuth:Jwt:TrustedIssuers:0:Issuer"] = "https://partner.example",
            ["McpAuth:Jwt:TrustedIssuers:0:SecretKey"] = PartnerKey,
            ["McpAuth:Jwt:TrustedIssuers:0:Audiences"] = "mcp-server",
            ["MCP_AUTHORIZATION_SERVERS"] = "https://login.example.com,https://other.example.com/tenant",
        },
        Auth = auth => auth.AddScope("read:rooms", "See rooms"),
    };

    private static string Foreign(string aud = "mcp-server", string scope = "execute:mcp", int expires = 600) => RawJwt.Hs256(
        PartnerKey,
        """{"alg":"HS256","typ":"at+jwt"}""",
        JsonSerializer.Serialize(new { iss = "https://partner.example", aud, sub = "somebody", scope, exp = TimeProvider.System.GetUtcNow().AddSeconds(expires).ToUnixTimeSeconds() }));

    private static IEnumerable<string?> Texts(JsonElement metadata, string name) => metadata.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
