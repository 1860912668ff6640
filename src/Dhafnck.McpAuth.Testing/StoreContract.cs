using Xunit;

namespace Dhafnck.McpAuth.Testing;

/// <summary>What the contracts of stores have in common: each test has an empty store of its own.</summary>
/// <typeparam name="TStore">The interface of the store.</typeparam>
public abstract class StoreContract<TStore> : IAsyncLifetime
    where TStore : class
{
    /// <summary>The store under test, empty when a test begins.</summary>
    protected TStore Store { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            Store = await CreateStoreAsync();
        }
        catch
        {
            // xunit does not dispose of a test that did not get this far.
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

    /// <summary>Creates an empty store. It is called once for each test, and tests of other classes run at the same time.</summary>
    protected abstract Task<TStore> CreateStoreAsync();

    /// <summary>Disposes of what <see cref="CreateStoreAsync"/> created. It is also called after <see cref="CreateStoreAsync"/> failed.</summary>
    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;
}
