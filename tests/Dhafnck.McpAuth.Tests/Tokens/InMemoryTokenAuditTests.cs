using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Tests.Tokens;

public sealed class InMemoryTokenAuditTests : TokenAuditContract
{
    protected override Task<ITokenStore> CreateStoreAsync() => Task.FromResult<ITokenStore>(new InMemoryTokenStore());
}
