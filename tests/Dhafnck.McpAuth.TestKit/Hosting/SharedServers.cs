using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>Servers for those tests of a class of which none changes what another one sees: <c>IClassFixture&lt;SharedServers&gt;</c>.</summary>
public sealed class SharedServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<McpTestServer>>> _servers = new();

    /// <summary>The plain server.</summary>
    public Task<McpTestServer> GetAsync() => GetAsync("", () => new());

    /// <summary>The server of a name, which the first test that asks for it starts.</summary>
    public Task<McpTestServer> GetAsync(string name, Func<McpTestServerOptions> setup) =>
        _servers.GetOrAdd(name, _ => new(() => setup().StartAsync())).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.Value.IsCompletedSuccessfully))
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
