using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Telemetry;

public sealed class SecretTests
{
    [Fact]
    public async Task No_log_metric_span_or_error_has_a_token_a_key_or_a_hash()
    {
        var store = new SwitchableTokenStore();

        await new SecretScenario(auth => auth.Services.AddSingleton<ITokenStore>(store), () => Set(store, true), () => Set(store, false)).HoldsAsync();
    }

    private static Task Set(SwitchableTokenStore store, bool isCutOff)
    {
        store.IsCutOff = isCutOff;
        return Task.CompletedTask;
    }
}
