using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Tests.Usage;

public sealed class InMemoryUsageStoreTests : RecordUsageContract
{
    private readonly InMemoryTokenStore _tokens = new();

    protected override ITokenStore Tokens => _tokens;

    protected override Task<IUsageStore> CreateStoreAsync() => Task.FromResult<IUsageStore>(new InMemoryUsageStore(_tokens));
}
