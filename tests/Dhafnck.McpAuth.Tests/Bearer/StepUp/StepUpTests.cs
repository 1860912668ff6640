using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer.StepUp;

/// <summary>The official client finds the authorization server by our metadata, and asks it for what our 403 names.</summary>
public sealed class StepUpTests
{
    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_official_client_asks_for_the_scopes_that_the_refusal_names_and_then_succeeds(string version)
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        await using var server = await Setup(issuer).StartAsync();
        await using var client = await ConnectAsync(server, version);

        (await client.ListToolsAsync()).Should().Contain(tool => tool.Name == "write_tasks");
        issuer.Asked.Should().Equal("read:tasks");

        var result = await client.CallToolAsync("whoami");
        result.Content.OfType<TextContentBlock>().Single().Text.Should().Be(AuthorizationServer.User);
        issuer.Asked.Should().HaveCount(2);
        issuer.Asked[^1].Split(' ').Should().BeEquivalentTo("read:tasks", "execute:mcp");

        (await client.CallToolAsync("write_tasks")).IsError.Should().NotBe(true);
        issuer.Asked.Should().HaveCount(3);
        issuer.Asked[^1].Split(' ').Should().BeEquivalentTo("read:tasks", "execute:mcp", "write:tasks");

        await client.CallToolAsync("write_tasks");
        (await client.ReadResourceAsync("test://context")).Contents.Should().NotBeEmpty();
        issuer.Asked.Should().HaveCount(4);
    }

    private static McpTestServerOptions Setup(AuthorizationServer issuer)
    {
        var address = $"http://127.0.0.1:{LoopbackPort.Find()}";
        return new()
        {
            Settings =
            {
                ["MCP_PUBLIC_URL"] = address,
                ["MCP_REQUIRED_SCOPES"] = "read:tasks",
                ["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Address,
                ["McpAuth:Jwt:TrustedIssuers:0:Issuer"] = issuer.Address + "/",
                ["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = $"{address}/mcp",
            },
            Builder = builder => builder.WebHost.UseUrls(address),
        };
    }

    private static Task<McpClient> ConnectAsync(McpTestServer server, string version) => McpClient.CreateAsync(
        new HttpClientTransport(new()
        {
            Endpoint = new(server.Http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            OAuth = new()
            {
                ClientId = "a-client",
                RedirectUri = new("http://127.0.0.1/callback"),
                AuthorizationCallbackHandler = async (context, cancellationToken) =>
                {
                    using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
                    using var response = await browser.GetAsync(context.AuthorizationUri, cancellationToken);
                    var answer = QueryHelpers.ParseQuery((response.Headers.Location ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellationToken))).Query);
                    return new AuthorizationResult { Code = answer["code"], State = answer["state"], Iss = answer["iss"] };
                },
            },
        }),
        new() { ProtocolVersion = version, InitializationTimeout = Eventually.Deadline });
}
