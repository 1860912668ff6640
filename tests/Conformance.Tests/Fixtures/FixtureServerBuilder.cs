using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Conformance.Tests.Fixtures;

internal static class FixtureServerBuilder
{
    /// <summary>Adds all that the suite looks for.</summary>
    public static IMcpServerBuilder WithFixtures(this IMcpServerBuilder server) => server
        .WithTools<ContentTools>()
        .WithTools<ClientTools>()
        .WithTools<InputTools>()
        .WithTools<DiagnosticTools>()
        .WithTools<PollingTools>()
        .WithTools([SchemaTool.Create()])
        .WithPrompts<TestPrompts>()
        .WithResources<TestResources>()
        .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = ["paris", "park", "party"], Total = 3 } }))
        .WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
}
