using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>The addresses that a token may be used from.</summary>
public sealed class AllowedAddressTests(SharedServers servers) : TokenApiTests, IClassFixture<SharedServers>
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("2001:db8::/32", "192.0.2.7", false)]
    [InlineData("2001:DB8:0::/32", "2001:db8::1", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.7", true)]
    [InlineData("::ffff:c000:0200/120", "192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.3.7", false)]
    [InlineData("fe80::/10", "fe80::1", true)]
    [InlineData("0.0.0.0/0", "192.0.2.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public async Task A_token_is_used_from_its_addresses_alone_also_behind_a_proxy(string allowed, string from, bool accepted)
    {
        var server = await servers.GetAsync("behind a proxy", () => BehindProxy);
        using var created = await CreateAsync(server, $",\"allowed_addresses\":[\"{allowed}\"]");
        var token = (await ReadAsync(created)).GetProperty("token").GetString();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, token);
        request.Headers.Add("X-Forwarded-For", from.Contains(':') ? $"[{from}]" : from);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        if (!accepted)
        {
            response.Challenge().Should().Contain("may not be used from this address");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("1")]
    [InlineData("10.0.0")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    [InlineData("010.0.0.0/8")]
    [InlineData("10.0.0.010")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0/0")]
    [InlineData("10/8")]
    [InlineData("127.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("[2001:db8::]/32")]
    [InlineData("::ffff:0:0/95")]
    [InlineData("::ffff:127.0.0.1/104")]
    [InlineData("64:ff9b::192.0.2.07")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("2001:db8::/129")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.0 /8")]
    [InlineData("10.0.0.1\\n")]
    public async Task An_address_that_is_none_is_a_problem(string address)
    {
        var server = await servers.GetAsync("plain", () => Setup);

        using var response = await CreateAsync(server, $",\"allowed_addresses\":[\"{address}\"]");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").GetProperty("allowed_addresses")[0].GetString().Should().Contain("plain form").And.Contain("192.0.2.0/24");
    }

    private McpTestServerOptions BehindProxy
    {
        get
        {
            var setup = Setup;
            setup.Map = app =>
            {
                app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
                app.UseRouting();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapMcpTokens().RequireAuthorization("signed-in");
            };
            return setup;
        }
    }
}
