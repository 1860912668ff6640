using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Dhafnck.McpAuth.Tests.Bearer.Proofs;

/// <summary>A proof is for the URL that the client calls (<c>htu</c>), whatever the server behind a proxy sees.</summary>
public sealed class ProofAddressTests
{
    [Theory]
    [InlineData("https://mcp.example.com/mcp", true)]
    [InlineData("https://MCP.example.com:443/mcp", true)]
    [InlineData("HTTPS://mcp.example.com/x/../mcp", true)]
    [InlineData("https://mcp.example.com/%6dcp", true)]
    [InlineData("https://mcp.example.com/mcp?session=1#part", true)]
    [InlineData("https://mcp.example.com/mcp/", false)]
    [InlineData("https://mcp.example.com/MCP", false)]
    [InlineData("https://mcp.example.com/", false)]
    [InlineData("https://mcp.example.com:8443/mcp", false)]
    [InlineData("https://mcp.example.com.evil.example/mcp", false)]
    [InlineData("https://user@mcp.example.com/mcp", false)]
    [InlineData("http://mcp.example.com/mcp", false)]
    [InlineData("ftp://mcp.example.com/mcp", false)]
    [InlineData("/mcp", false)]
    [InlineData("mcp", false)]
    public async Task The_URL_of_a_proof_is_compared_in_normal_form_with_the_public_one(string url, bool isAccepted)
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync("https://mcp.example.com");
        var issued = await server.IssueBoundAsync(key);

        using var response = await server.ListProvenAsync(issued.Value, Prove(key, url, issued.Value));

        response.StatusCode.Should().Be(isAccepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        if (!isAccepted)
        {
            response.ChallengeOf("DPoP").Should().Contain("another URL (htu)");
        }
    }

    [Fact]
    public async Task With_a_public_URL_the_host_of_the_request_does_not_count()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync("https://mcp.example.com");
        var issued = await server.IssueBoundAsync(key);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList).WithProofs(issued.Value, Prove(key, "http://evil.example/mcp", issued.Value));
        request.Headers.Host = "evil.example";

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.ChallengeOf("DPoP").Should().Contain("another URL (htu)");
    }

    [Fact]
    public async Task Behind_a_proxy_the_URL_is_that_of_the_proxy()
    {
        using var key = ProofKey.Create();
        await using var server = await StartAsync("https://mcp.example.com/team");
        await using var proxy = await ForwardingProxy.StartAsync(server.Http.BaseAddress!, (_, forwarded) => forwarded.Headers.Host = "backend");
        using var client = new HttpClient { BaseAddress = proxy.Address };
        var issued = await server.IssueBoundAsync(key);

        using var proven = RawHttp.Post("/mcp", RawHttp.ToolsList).WithProofs(issued.Value, Prove(key, "https://mcp.example.com/team/mcp", issued.Value));
        using var accepted = await client.SendAsync(proven, TestContext.Current.CancellationToken);
        using var inside = RawHttp.Post("/mcp", RawHttp.ToolsList).WithProofs(issued.Value, Prove(key, "http://backend/mcp", issued.Value));
        using var refused = await client.SendAsync(inside, TestContext.Current.CancellationToken);

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.ChallengeOf("DPoP").Should().Contain("another URL (htu)");
    }

    [Fact]
    public async Task A_path_base_belongs_to_the_URL_whether_the_proxy_strips_it_or_not()
    {
        using var key = ProofKey.Create();
        await using var server = await new McpTestServerOptions
        {
            Map = app =>
            {
                app.UsePathBase("/team");
                app.UseRouting();
                app.MapMcp("/mcp").RequireMcpAuth();
            },
        }.Set("", ("MCP_PUBLIC_URL", "https://mcp.example.com/team")).StartAsync();
        var issued = await server.IssueBoundAsync(key);

        foreach (var path in new[] { "/team/mcp", "/mcp" })
        {
            using var request = RawHttp.Post(path, RawHttp.ToolsList).WithProofs(issued.Value, Prove(key, "https://mcp.example.com/team/mcp", issued.Value));
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", path);
        }
    }

    [Fact]
    public async Task Without_a_public_URL_forwarded_headers_of_a_known_proxy_make_the_URL()
    {
        using var key = ProofKey.Create();
        await using var server = await new McpTestServerOptions
        {
            Map = app =>
            {
                app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.All });
                app.UseRouting();
                app.MapMcp("/mcp").RequireMcpAuth();
            },
        }.StartAsync();
        var issued = await server.IssueBoundAsync(key);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList).WithProofs(issued.Value, Prove(key, "https://mcp.example.com/mcp", issued.Value));
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        request.Headers.Add("X-Forwarded-Host", "mcp.example.com");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static string Prove(ProofKey key, string url, string token) => key.Prove("POST", url, token, TimeProvider.System.GetUtcNow());

    private static Task<McpTestServer> StartAsync(string publicUrl) => new McpTestServerOptions().Set("", ("MCP_PUBLIC_URL", publicUrl)).StartAsync();
}
