using Dhafnck.McpAuth.Compatibility;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets an MCP endpoint serve clients that do not follow the protocol closely.</summary>
public static class McpCompatibilityEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Accepts an <c>initialize</c> without <c>protocolVersion</c>, <c>clientInfo</c> or <c>capabilities</c>, which MCP
    /// requires, and answers it with plain JSON instead of an event stream. Also accepts requests without an
    /// <c>Accept</c> header. Other messages are not changed. Use it for scripts and old clients; clients built on an MCP SDK
    /// do not need it.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints that <c>MapMcp</c> returned.</param>
    public static TBuilder CompleteInitialize<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
            {
                endpoint.RequestDelegate = context => InitializeCompletion.InvokeAsync(context, inner);
            }
        });
        return builder;
    }
}
