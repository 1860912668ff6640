using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Samples.Tests.TokenServer;

/// <summary>The C# SDK's client, which is given the URL of a server and nothing else.</summary>
internal static class ClientByUrl
{
    /// <summary>Connects, once the user has approved.</summary>
    /// <param name="server">The server.</param>
    /// <param name="approve">Opens the URL in the user's browser, and approves.</param>
    /// <param name="path">The path of the MCP endpoint.</param>
    /// <param name="tokens">Where the client keeps its tokens.</param>
    public static Task<McpClient> ConnectAsync(TokenServerProcess server, Func<Uri, Task<AuthorizationResponse>> approve, string path = "/mcp", ITokenCache? tokens = null) =>
        McpClient.CreateAsync(
            new HttpClientTransport(new()
            {
                Endpoint = new(server.Address, path),
                TransportMode = HttpTransportMode.StreamableHttp,
                OAuth = new()
                {
                    RedirectUri = new("http://127.0.0.1:1234/callback"),
                    DynamicClientRegistration = new() { ClientName = "Sample client" },
                    TokenCache = tokens,
                    AuthorizationCallbackHandler = async (context, _) =>
                    {
                        var answer = await approve(context.AuthorizationUri);
                        return new() { Code = answer.Code, State = answer.State, Iss = answer.Issuer };
                    },
                },
            }),
            new() { InitializationTimeout = Eventually.Deadline },
            cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Calls a tool that needs a scope of its own, and returns what it answers.</summary>
    public static async Task<string> CreateTaskAsync(this McpClient client, string title)
    {
        var created = await client.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = title }, cancellationToken: TestContext.Current.CancellationToken);
        return created.Content.OfType<TextContentBlock>().Single().Text;
    }
}
