using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

/// <summary>
/// The contract of <see cref="ITokenStore"/>, as tests. Derive a class from it, create an empty store in
/// <see cref="StoreContract{TStore}.CreateStoreAsync"/>, and run it with xunit v3.
/// </summary>
public abstract partial class TokenStoreContract : StoreContract<ITokenStore>
{
    private const int Many = 64;

    private async Task<ApiToken> AddAsync(ApiToken token)
    {
        Assert.Equal(TokenAddition.Added, await Store.AddAsync(token));
        return token;
    }

    private async Task AddAsync(IEnumerable<ApiToken> tokens)
    {
        foreach (var token in tokens)
        {
            await AddAsync(token);
        }
    }

    private async Task<long> CounterAsync() => (await Store.GetChangesAsync(0)).Counter;

    private async Task AssertHoldsAsync(ApiToken expected) => RecordAssert.Equal(expected, await Store.FindAsync(expected.Id));

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
}
