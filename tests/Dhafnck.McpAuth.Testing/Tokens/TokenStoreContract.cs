using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using FluentAssertions;
using FluentAssertions.Equivalency;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

/// <summary>
/// What <see cref="ITokenStore"/> and <see cref="IUsageStore"/> promise, as tests: derive from it, hand over an empty store, and run. Each file
/// holds what one member of the interface promises.
/// </summary>
public abstract partial class TokenStoreContract : IAsyncLifetime
{
    private const int Many = 64;

    /// <summary>The store under test, empty before each test.</summary>
    protected ITokenStore Store { get; private set; } = null!;

    /// <summary>The store of use that belongs to it, empty before each test.</summary>
    protected IUsageStore Usage { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            (Store, Usage) = await CreateStoresAsync();
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

    /// <summary>Makes a store that holds no record, and the one of its use.</summary>
    protected abstract Task<(ITokenStore Store, IUsageStore Usage)> CreateStoresAsync();

    /// <summary>Puts away what <see cref="CreateStoresAsync"/> made; also called when it failed.</summary>
    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;

    private static Task<T[]> InParallelAsync<T>(int count, Func<int, Task<T>> operation) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => operation(number))));

    private static Task InParallelAsync(int count, Func<int, Task> operation) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => operation(number))));

    private static EquivalencyAssertionOptions<T> InOrder<T>(EquivalencyAssertionOptions<T> options) => options.WithStrictOrdering();

    private async Task<ApiToken> AddAsync(ApiToken token)
    {
        await Store.AddAsync(token);
        return token;
    }

    private async Task<long> CounterAsync() => (await Store.GetChangesAsync(0)).Counter;

    private async Task ShouldHoldAsync(ApiToken expected) =>
        (await Store.FindAsync(expected.Id)).Should().BeEquivalentTo(expected, InOrder);
}
