using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Prevents the host from starting with a tool, prompt or resource that requires an unknown scope, which no token can have.</summary>
internal sealed class RequiredScopeCheck(
    IEnumerable<McpServerTool> tools,
    IEnumerable<McpServerPrompt> prompts,
    IEnumerable<McpServerResource> resources,
    ScopeCatalog catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var primitive in tools.Concat<IMcpServerPrimitive>(prompts).Concat(resources))
        {
            var scopes = primitive.Metadata.OfType<RequiredScopeAttribute>().SelectMany(attribute => attribute.Scopes);
            if (scopes.FirstOrDefault(scope => !catalog.Contains(scope)) is { } unknown)
            {
                throw Unknown(primitive.Id, unknown);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public static InvalidOperationException Unknown(string? where, string scope) =>
        new($"'{where}' requires the scope '{scope}', which is not in the catalog. Correct the name, or add the scope with builder.AddMcpAuth().AddScope(...).");
}
