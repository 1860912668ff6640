using Dhafnck.McpAuth.TestKit.Hosting;

namespace Conformance.Tests.Servers;

/// <summary>Stands in front of a server and adds the token that the suite cannot send.</summary>
internal sealed class PassThrough : IAsyncDisposable
{
    private readonly ForwardingProxy _proxy;
    private readonly Uri _server;

    private PassThrough(ForwardingProxy proxy, Uri server)
    {
        _proxy = proxy;
        _server = server;
    }

    public Uri Address => new(_proxy.Address, _server.AbsolutePath);

    public static async Task<PassThrough> StartAsync(Uri server, string? token) => new(
        await ForwardingProxy.StartAsync(server, (_, request) =>
        {
            if (token is not null)
            {
                request.Headers.Authorization = new("Bearer", token);
            }
        }),
        server);

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();
}
