namespace Samples.Tests.TokenServer;

/// <summary>One token server for all the tests that need no settings of their own; each has users of its own.</summary>
public sealed class SharedTokenServer : IAsyncLifetime
{
    private TokenServerProcess? _process;

    public TokenServerProcess Process => _process!;

    public async ValueTask InitializeAsync() => _process = await TokenServerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
