using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Api;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

public sealed class InMemoryTokenApiTests : TokenApiContract
{
    // It is there when no other is added.
    protected override Task<Action<McpAuthBuilder>> CreateStoreAsync() => Task.FromResult<Action<McpAuthBuilder>>(_ => { });
}
