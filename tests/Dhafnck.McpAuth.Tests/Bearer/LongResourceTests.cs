using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A URI is judged in a time that grows with its length, however many forms it has.</summary>
public sealed class LongResourceTests
{
    [Fact]
    public async Task A_long_URI_is_judged_in_good_time()
    {
        await using var server = await McpTestServer.StartAsync(new McpTestServerOptions
        {
            Code = auth => auth.Scopes.Operations.Add(new() { Resource = "file:///data/secret/*", Scopes = { "write:agents" } }),
            Mcp = mcp => mcp.WithReadResourceHandler((_, _) => ValueTask.FromResult(new ReadResourceResult())),
        });
        var token = (await server.IssueAsync(["read:tasks"])).Value;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        foreach (var part in new[] { "%25", "../", "a/", "%2e%2e/", "/", "?" })
        {
            var uri = "file:///" + string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
            using var response = await server.Http.SendAsync(RawHttp.Post("/mcp", RawHttp.Message("resources/read", $"\"uri\":{JsonSerializer.Serialize(uri)}"), token), patience.Token);
            response.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", part);
        }
    }
}
