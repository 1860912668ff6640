using Dhafnck.McpAuth.Testing.Samples;

namespace Samples.Tests.Tenants;

/// <summary>The sample of several tenants, one process for all that is asked of it.</summary>
public sealed class TenantsProcess : IAsyncLifetime
{
    private SampleProcess? _process;

    public SampleProcess Process => _process!;

    public async ValueTask InitializeAsync() =>
        _process = await SampleProcess.StartAsync("Tenants", "Development", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
