using System.Net.Http.Headers;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>The official client of one protocol version, whose token can be changed while it is connected.</summary>
internal sealed class MatrixClient : IAsyncDisposable
{
    private readonly TokenHandler _handler;
    private readonly McpClient _client;

    private MatrixClient(TokenHandler handler, McpClient client) => (_handler, _client) = (handler, client);

    public static async Task<MatrixClient> ConnectAsync(MatrixServer server, string? version, bool isLegacy)
    {
        var handler = new TokenHandler { Token = server.Good };
        var transport = new HttpClientTransport(
            new()
            {
                Endpoint = new(server.Server.Http.BaseAddress!, isLegacy ? "/mcp/sse" : "/mcp"),
                TransportMode = isLegacy ? HttpTransportMode.Sse : HttpTransportMode.StreamableHttp,
            },
            new HttpClient(handler),
            ownsHttpClient: true);
        return new(handler, await McpClient.CreateAsync(transport, new() { ProtocolVersion = version, InitializationTimeout = Eventually.Deadline }));
    }

    public Task RunAsync(MatrixOperation operation, string token)
    {
        _handler.Token = token;
        return operation switch
        {
            MatrixOperation.Tool => _client.CallToolAsync("write_tasks").AsTask(),
            MatrixOperation.Prompt => _client.GetPromptAsync("about_agents").AsTask(),
            MatrixOperation.Resource => _client.ReadResourceAsync("test://context/a").AsTask(),
            _ => _client.ListToolsAsync().AsTask(),
        };
    }

    /// <summary>The version that the client and the server agreed on.</summary>
    public string? Version => _client.NegotiatedProtocolVersion;

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private sealed class TokenHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public required string Token { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
