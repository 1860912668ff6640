using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Prevents the host from starting when unused tokens expire, but the processes do not share which tokens are used.</summary>
internal sealed class UsageStoreCheck(ITokenStore store, IUsageStore usage, ApiTokenOptions rules) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        rules.ExpireUnusedAfter is not null && store is not InMemoryTokenStore && usage is InMemoryUsageStore
            ? throw new InvalidOperationException(
                $"McpAuth:Tokens:ExpireUnusedAfter needs to know which tokens are used, but {store.GetType().Name} has no usage store beside it: "
                + "this process would end tokens that others use. Add a usage store with AddUsageStore<T>(), or remove the setting.")
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
