using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Tests.Tokens;

public sealed class InMemoryTokenStoreTests : TokenStoreContract
{
    protected override Task<ITokenStore> CreateStoreAsync() => Task.FromResult<ITokenStore>(new InMemoryTokenStore());
}
