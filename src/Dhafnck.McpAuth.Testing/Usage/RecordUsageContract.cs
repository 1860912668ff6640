using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

/// <summary>
/// The contract of an <see cref="Dhafnck.McpAuth.Usage.IUsageStore"/> that keeps the usage together with the records of the
/// tokens: all that <see cref="UsageStoreContract"/> requires, and that the records have the usage.
/// </summary>
public abstract partial class RecordUsageContract : UsageStoreContract
{
    /// <summary>The store of the records, empty when a test begins. It is read after <see cref="StoreContract{TStore}.CreateStoreAsync"/>.</summary>
    protected abstract ITokenStore Tokens { get; }

    private async Task<ApiToken> AddAsync(ApiToken token)
    {
        Assert.Equal(TokenAddition.Added, await Tokens.AddAsync(token));
        return token;
    }

    private async Task<IReadOnlyList<ApiToken>> AddManyAsync(int count)
    {
        var tokens = SampleTokens.CreateMany(count);
        foreach (var token in tokens)
        {
            await AddAsync(token);
        }

        return tokens;
    }

    private async Task AssertHoldsAsync(ApiToken expected) => RecordAssert.Equal(expected, await Tokens.FindAsync(expected.Id));
}
