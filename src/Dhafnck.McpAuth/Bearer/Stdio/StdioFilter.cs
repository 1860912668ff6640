using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>Adds the gate as the outermost filter of messages. The gate is created later, because it needs the server options itself.</summary>
internal sealed class StdioFilter(IServiceProvider services) : IPostConfigureOptions<McpServerOptions>
{
    private readonly Lazy<StdioGate> _gate = new(services.GetRequiredService<StdioGate>);

    public void PostConfigure(string? name, McpServerOptions options) =>
        options.Filters.Message.IncomingFilters.Insert(0, next => (context, cancellationToken) => _gate.Value.RunAsync(context, next, cancellationToken));
}
