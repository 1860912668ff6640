using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>An MCP server that trusts external issuers, at a time of the test's choosing.</summary>
internal static class ExternalIssuerServer
{
    public const string Audience = "https://mcp.example.com";

    public static Task<McpTestServer> TrustAsync(this FakeTimeProvider time, ExternalIssuer issuer, params (string Key, string? Value)[] settings) =>
        time.StartAsync([("TrustedIssuers:0:Authority", issuer.Authority), ("TrustedIssuers:0:Audiences:0", Audience), .. settings]);

    public static Task<McpTestServer> StartAsync(this FakeTimeProvider time, params (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Time = time, Map = app => app.MapMcp("/mcp").RequireMcpAuth() }.Set("McpAuth:Jwt:", settings).StartAsync();
}
