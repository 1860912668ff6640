using System.Security.Claims;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>An MCP server that accepts opaque tokens beside its own, and says who came by which type.</summary>
internal static class IntrospectionServer
{
    public const string Audience = "https://mcp.example.com/mcp";
    public const string Issuer = "https://login.example.com";

    public static Task<McpTestServer> StartAsync(this FakeTimeProvider time, Action<McpAuthBuilder> add, params (string Key, string? Value)[] settings) => new McpTestServerOptions
    {
        Time = time,
        Auth = add,
        Map = app =>
        {
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapGet("/who", (ClaimsPrincipal user) => $"{user.FindFirst("sub")?.Value} of {user.FindFirst("iss")?.Value} by {user.FindFirst(McpClaimTypes.Provider)?.Value}").RequireMcpAuth();
        },
    }.Set("", settings).StartAsync();

    public static Task<McpTestServer> IntrospectAsync(this FakeTimeProvider time, PlayedEndpoint endpoint, Action<IntrospectionOptions>? change = null, params (string Key, string? Value)[] settings) =>
        time.StartAsync(auth => auth.AddIntrospection(options =>
        {
            (options.Issuer, options.Endpoint, options.ClientId, options.ClientSecret) = (Issuer, endpoint.Address + "/introspect", "mcp server", "s3cret:of it");
            options.Audiences.Add(Audience);
            change?.Invoke(options);
        }), settings);

    /// <summary>Who a token is taken for, or the status that it gets.</summary>
    public static async Task<string> WhoAsync(this McpTestServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who") { Headers = { Authorization = new("Bearer", token) } };
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : $"{(int)response.StatusCode}";
    }
}
