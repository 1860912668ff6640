using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

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

    /// <summary>Removes every record, as an administrator's SQL does.</summary>
    protected virtual Task RemoveRecordsAsync(ITokenStore store) => store.PruneAsync(SampleTokens.Noon.AddYears(2), SampleTokens.Noon);

    private McpTestServerOptions Setup => new() { Time = _time, Auth = _addStore, Settings = { ["JWT_AUDIENCE"] = "mcp-server,second" } };
}
