namespace Samples.Tests;

/// <summary>A sample as one process for all tests of a class.</summary>
public abstract class SharedSample(string sample, string environment, params (string Name, string Value)[] settings) : IAsyncLifetime
{
    private SampleProcess? _process;

    public SampleProcess Process => _process!;

    public async ValueTask InitializeAsync() => _process = await SampleProcess.StartAsync(sample, environment, settings);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
