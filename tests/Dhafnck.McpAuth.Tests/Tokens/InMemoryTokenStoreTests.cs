using Dhafnck.McpAuth.Testing.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Tests.Tokens;

public sealed class InMemoryTokenStoreTests : TokenStoreContract
{
    protected override Task<(ITokenStore Store, IUsageStore Usage)> CreateStoresAsync()
    {
        var store = new InMemoryTokenStore();
        return Task.FromResult<(ITokenStore, IUsageStore)>((store, new InMemoryUsageStore(store)));
    }
}
