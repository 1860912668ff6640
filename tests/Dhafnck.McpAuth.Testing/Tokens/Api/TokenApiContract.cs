using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Testing.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Testing.Tokens.Api;

/// <summary>
/// What the token endpoints answer, as tests that hold whichever store is below them: derive from it, hand over an
/// empty store, and run. Each file holds what one endpoint, or one kind of them, promises.
/// </summary>
public abstract partial class TokenApiContract : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);
    private Action<McpAuthBuilder> _addStore = _ => { };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            _addStore = await CreateStoreAsync();
        }
        catch
        {
            // Nobody disposes of a test that did not get this far.
            await DisposeStoreAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a store that holds no record, and says how an application adds it.</summary>
    protected abstract Task<Action<McpAuthBuilder>> CreateStoreAsync();

    /// <summary>Puts away what <see cref="CreateStoreAsync"/> made; also called when it failed.</summary>
    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;

    private Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? configure = null) =>
        McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Auth = _addStore;
            options.Settings["JWT_AUDIENCE"] = "mcp-server,second";
            configure?.Invoke(options);
        });
}
