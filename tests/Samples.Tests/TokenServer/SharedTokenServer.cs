namespace Samples.Tests.TokenServer;

/// <summary>One token server for all the tests that need no settings of their own; each has users of its own.</summary>
public class SharedTokenServer : IAsyncLifetime
{
    private readonly (string Name, string Value)[] _settings;
    private TokenServerProcess? _process;

    public SharedTokenServer()
        : this([])
    {
    }

    /// <summary>One for the tests of a class that need the same settings.</summary>
    protected SharedTokenServer(params (string Name, string Value)[] settings) => _settings = settings;

    public TokenServerProcess Process => _process!;

    public async ValueTask InitializeAsync() => _process = await TokenServerProcess.StartAsync(_settings);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
