using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>Which web pages may use an MCP endpoint: the specification's check of the Origin header, against DNS rebinding.</summary>
public sealed class OriginTests(SharedServers servers) : IClassFixture<SharedServers>
{
    [Theory]
    [InlineData(null)]
    [InlineData("http://localhost:6274")]
    [InlineData("https://localhost")]
    [InlineData("http://127.0.0.1:6274")]
    [InlineData("http://[::1]:6274")]
    [InlineData("http://app.localhost:3000")]
    [InlineData("https://inspector.example.com")]
    [InlineData("HTTPS://Inspector.Example.com")]
    [InlineData("chrome-extension://abcdefgh")]
    [InlineData("https://mcp.example.com")]
    [InlineData("https://other.example.com", "other.example.com")]
    [InlineData("https://other.example.com", "other.example.com:443")]
    [InlineData("http://192.0.2.1:8000", "192.0.2.1:8000")]
    [InlineData("http://[2001:db8::1]:8000", "[2001:db8::1]:8000")]
    [InlineData("http://intranet:8000", "intranet:8000")]
    public async Task Programs_and_the_pages_of_known_origins_pass(string? origin, string? host = null)
    {
        var server = await servers.GetAsync("of known origins", () => Setup);

        (await StatusAsync(server, origin, host)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("https://evil.example")]
    [InlineData("http://evil.example", "evil.example")]
    [InlineData("http://evil.example:8000", "evil.example:8000")]
    [InlineData("https://evil.example", "evil.example:8000")]
    [InlineData("http://mcp.example.com")]
    [InlineData("https://mcp.example.com:8443")]
    [InlineData("https://mcp.example.com.evil.example")]
    [InlineData("https://sub.inspector.example.com")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://localhost@evil.example")]
    [InlineData("http://evil.example/http://localhost")]
    [InlineData("http://localhost/x")]
    [InlineData("http://loopback")]
    [InlineData("file://")]
    [InlineData("file://localhost")]
    [InlineData("chrome-extension://other")]
    [InlineData("localhost")]
    [InlineData("http://localhost, https://evil.example")]
    public async Task Pages_of_other_origins_are_told_so_before_anything_runs(string origin, string? host = null)
    {
        var server = await servers.GetAsync("of other origins", () => Setup);
        using var request = Request(await TokenAsync(server), origin, host);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain("Web pages of this origin may not use this server.").And.Contain("MCP_ALLOWED_ORIGINS").And.NotContain("evil");
        response.Challenge().Should().NotContain("resource_metadata");
        server.Log.Text.Should().NotContain("accepted tok_");
    }

    [Theory]
    [InlineData("POST", "/mcp")]
    [InlineData("POST", "/mcp/")]
    [InlineData("GET", "/mcp")]
    [InlineData("DELETE", "/mcp")]
    [InlineData("GET", "/mcp/sse")]
    [InlineData("POST", "/mcp/message?sessionId=x")]
    public async Task Every_method_of_every_MCP_endpoint_asks(string method, string path)
    {
        await using var server = await Setup.StartAsync(options => (options.SessionMode, options.ServesLegacySse) = (HttpServerSessionMode.Stateful, true));
        using var request = Request(await TokenAsync(server), "https://evil.example", null, method, path);

        using var response = await server.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Contain("Web pages of this origin");
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("env")]
    public async Task Every_type_of_authentication_asks(string type)
    {
        await using var server = await Setup.StartAsync(("MCP_AUTH_TYPE", type), ("MCP_BEARER_TOKEN", "a-fixed-token-of-the-settings"));

        (await StatusAsync(server, "https://evil.example", token: "a-fixed-token-of-the-settings")).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, null, token: "a-fixed-token-of-the-settings")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Endpoints_of_the_applications_own_behind_the_gate_are_its_own_to_open()
    {
        await using var server = await Setup.StartAsync(options => options.AlsoMap = app => app.MapGet("/api", () => "served").RequireMcpAuth());
        using var request = Request(await TokenAsync(server), "https://evil.example", null, "GET", "/api");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("named", "https://app.example.com", HttpStatusCode.OK)]
    [InlineData("named", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("inline", "https://app.example.com", HttpStatusCode.OK)]
    [InlineData("default", "https://app.example.com", HttpStatusCode.OK)]
    [InlineData("default", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("any", "https://app.example.com", HttpStatusCode.Forbidden)]
    [InlineData("any", "http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("any by a function", "https://app.example.com", HttpStatusCode.Forbidden)]
    [InlineData("disabled", "https://app.example.com", HttpStatusCode.Forbidden)]
    public async Task An_origin_that_the_endpoints_CORS_policy_names_passes_and_its_preflight_is_answered(string policy, string origin, HttpStatusCode expected)
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddCors(cors =>
            {
                cors.AddPolicy("named", named => named.WithOrigins("https://app.example.com").AllowAnyHeader().AllowAnyMethod());
                cors.AddPolicy("any", any => any.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod());
                cors.AddPolicy("any by a function", any => any.SetIsOriginAllowed(_ => true).AllowAnyHeader().AllowAnyMethod());
                if (policy is "default" or "disabled")
                {
                    cors.AddDefaultPolicy(cors.GetPolicy("named")!);
                }
            });
            options.Map = app =>
            {
                app.UseCors();
                var mcp = app.MapMcp("/mcp").RequireMcpAuth();
                _ = policy switch
                {
                    "inline" => mcp.RequireCors(inline => inline.WithOrigins("https://app.example.com").AllowAnyHeader()),
                    "default" => mcp,
                    "disabled" => mcp.WithMetadata(new Microsoft.AspNetCore.Cors.DisableCorsAttribute()),
                    var name => mcp.RequireCors(name),
                };
            };
        });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/mcp") { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" } } };

        (await StatusAsync(server, origin)).Should().Be(expected);
        using var answer = await server.Http.SendAsync(preflight);
        if (policy is not "disabled" && expected == HttpStatusCode.OK)
        {
            answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
            answer.Headers.Contains("Access-Control-Allow-Origin").Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_host_that_the_host_filter_lets_in_is_believed_to_be_ours()
    {
        await using var server = await Setup.StartAsync(options => options.Services = services => services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["tools.example.com"]));

        (await StatusAsync(server, "http://tools.example.com:8000", "tools.example.com:8000")).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("example.com")]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/path")]
    [InlineData("https://*.example.com")]
    [InlineData("https://user@example.com")]
    public async Task What_is_no_origin_stops_the_start(string origin)
    {
        var start = () => Setup.StartAsync(("MCP_ALLOWED_ORIGINS", origin));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"*MCP_ALLOWED_ORIGINS names '{origin}'*not an origin*");
    }

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, string? origin, string? host = null, string? token = null)
    {
        using var request = Request(token ?? await TokenAsync(server), origin, host);
        using var response = await server.Http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<string> TokenAsync(McpTestServer server) => (await server.IssueAsync()).Value;

    private static HttpRequestMessage Request(string token, string? origin, string? host, string method = "POST", string path = "/mcp")
    {
        var request = RawHttp.Post(path, RawHttp.ToolsList, token);
        request.Method = new(method);
        request.Content = method == "POST" ? request.Content : null;
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        return request;
    }

    private static McpTestServerOptions Setup => new()
    {
        Settings =
        {
            ["MCP_PUBLIC_URL"] = "https://mcp.example.com/base",
            ["MCP_ALLOWED_ORIGINS"] = "https://inspector.example.com, chrome-extension://abcdefgh",
        },
    };
}
