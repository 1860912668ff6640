using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Dhafnck.McpAuth.Tests.Tokens.Page;

/// <summary>What the page is sent as: where it finds what, under which headers, and how much of it there is.</summary>
public sealed partial class TokenPageTests
{
    private const int MaximumBytes = 100 * 1024;

    [Theory]
    [InlineData("/tokens")]
    [InlineData("/tokens/")]
    [InlineData("/tokens/config")]
    [InlineData("/tokens/assets/0/missing.js")]
    public async Task Everything_of_the_page_comes_under_strict_headers(string path)
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, path);
        var policy = Header(response, "Content-Security-Policy");

        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("style-src 'self'")
            .And.Contain("frame-ancestors 'none'").And.Contain("base-uri 'none'").And.Contain("form-action 'self'").And.NotContain("unsafe");
        Header(response, "Cache-Control").Should().Be("no-store");
        Header(response, "X-Content-Type-Options").Should().Be("nosniff");
        Header(response, "Referrer-Policy").Should().Be("no-referrer");
        Header(response, "X-Frame-Options").Should().Be("DENY");
    }

    [Fact]
    public async Task The_whole_page_weighs_less_than_100_KB_and_asks_nobody_else()
    {
        await using var server = await Setup.StartAsync();
        using var page = await GetCompressedAsync(server, "/tokens");
        var html = await page.Content.ReadAsStringAsync();
        var addresses = Address().Matches(html).Select(match => match.Groups[1].Value).Where(address => !address.StartsWith('#')).Distinct().ToList();
        var bytes = html.Length;

        addresses.Should().HaveCountGreaterThan(20).And.OnlyContain(address => address.StartsWith("/tokens/assets/"));
        foreach (var address in addresses)
        {
            using var asset = await GetCompressedAsync(server, address);
            asset.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", address);
            asset.Content.Headers.ContentEncoding.Should().Equal("gzip");
            Header(asset, "Cache-Control").Should().Contain("immutable");
            bytes += (await asset.Content.ReadAsByteArrayAsync()).Length;
        }

        bytes.Should().BeLessThan(MaximumBytes);
    }

    [Fact]
    public async Task A_file_of_another_version_is_sent_and_not_kept()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, "/tokens/assets/0123456789abcdef/app.js");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        response.Content.Headers.ContentEncoding.Should().BeEmpty();
        Header(response, "Cache-Control").Should().Be("no-store");
    }

    [Fact]
    public async Task It_finds_the_API_and_the_MCP_endpoint_wherever_they_are()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.UsePathBase("/base path");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapMcp("/open").AllowAnonymous();
            var tenant = app.MapGroup("/{tenant}");
            tenant.MapMcp("/mcp").RequireMcpAuth();
            tenant.MapMcpTokens("/keys").RequireAuthorization("signed-in");
            tenant.MapMcpTokenPage("/my-keys", page => (page.HomePath, page.SignOutPath) = ("/", "/bye")).RequireAuthorization("signed-in");
        });

        var config = await ConfigAsync(server, "/base%20path/acme/my-keys/config");
        using var page = await server.SendAsUserAsync(HttpMethod.Get, "/base%20path/acme/my-keys");

        config.GetProperty("api").GetString().Should().Be("/base%20path/acme/keys");
        config.GetProperty("mcp").GetString().Should().Be("/base%20path/acme/mcp");
        config.GetProperty("home").GetString().Should().Be("/base%20path/");
        config.GetProperty("sign_out").GetString().Should().Be("/base%20path/bye");
        config.GetProperty("owner").GetString().Should().Be("alice");
        (await page.Content.ReadAsStringAsync()).Should().Contain("data-page=\"/base%20path/acme/my-keys\"").And.Contain("\"/base%20path/acme/my-keys/assets/");
    }

    [Fact]
    public async Task The_address_for_clients_is_the_configured_one_whatever_a_request_says()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings["MCP_PUBLIC_URL"] = "https://mcp.example.com/public/";
            options.Map = app =>
            {
                app.UsePathBase("/base");
                app.UseRouting();
                app.UseAuthorization();
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapMcpTokens().RequireAuthorization("signed-in");
                app.MapMcpTokenPage().RequireAuthorization("signed-in");
            };
        });

        var config = await ConfigAsync(server, "/base/tokens/config");

        config.GetProperty("mcp_address").GetString().Should().Be("https://mcp.example.com/public/mcp");
        config.GetProperty("maximum_days").GetInt32().Should().Be(365);
        config.GetProperty("mcp").GetString().Should().Be("/base/mcp");
    }

    [Fact]
    public async Task Without_a_configured_address_the_page_uses_the_one_that_the_browser_sees()
    {
        await using var server = await Setup.StartAsync();

        (await ConfigAsync(server, "/tokens/config")).GetProperty("mcp_address").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_an_MCP_endpoint_it_says_so()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.MapMcpTokens().RequireAuthorization("signed-in");
            app.MapMcpTokenPage().RequireAuthorization("signed-in");
        });

        (await ConfigAsync(server, "/tokens/config")).GetProperty("mcp").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("/tokens")]
    [InlineData("/tokens/config")]
    [InlineData("/tokens/assets/0/app.js")]
    public async Task Nobody_who_is_not_signed_in_gets_it(string path)
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, path, user: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_policy_the_host_does_not_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.MapMcpTokens().RequireAuthorization("signed-in");
            app.MapMcpTokenPage();
        });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapMcpTokenPage().RequireAuthorization(*");
    }

    [Fact]
    public async Task Without_the_API_the_host_does_not_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app => app.MapMcpTokenPage().RequireAuthorization("signed-in"));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapMcpTokens()*");
    }

    [Theory]
    [InlineData("account")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task A_link_out_of_the_application_is_refused(string path)
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app => app.MapMcpTokenPage(configure: page => page.HomePath = path));

        (await start.Should().ThrowAsync<ArgumentException>()).WithMessage("*HomePath must be a path of the application*");
        new McpTokenPageOptions().SignOutPath.Should().BeNull();
    }

    private static McpTestServerOptions Setup => new() { AlsoMap = app => app.MapMcpTokenPage().RequireAuthorization("signed-in") };

    private static async Task<JsonElement> ConfigAsync(McpTestServer server, string path)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, path);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<HttpResponseMessage> GetCompressedAsync(McpTestServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", "alice");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        return await server.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    [GeneratedRegex("""(?:href|src)="([^"]+)""")]
    private static partial Regex Address();
}
