using Dhafnck.McpAuth.TestKit.Limits;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Tests.Usage;

/// <summary>The contract on the ledger alone.</summary>
public sealed class InMemoryPermitStoreTests : PermitStoreContract
{
    protected override Task<IPermitStore> CreateStoreAsync() => Task.FromResult<IPermitStore>(new InMemoryPermitStore(TimeProvider.System));
}
