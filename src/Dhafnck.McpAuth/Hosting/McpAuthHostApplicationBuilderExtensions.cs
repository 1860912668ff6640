using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds authentication to an MCP server.</summary>
public static class McpAuthHostApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the authentication type that <c>MCP_AUTH_TYPE</c> selects, the scheme <c>McpBearer</c>, the scopes and the token
    /// services. Protect the endpoints with <c>app.MapMcp("/mcp").RequireMcpAuth()</c>. Settings come from the configuration
    /// section <c>McpAuth</c>, from environment variables and from <paramref name="configure"/>. A later source overrides an
    /// earlier one. Invalid settings prevent the host from starting.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Changes the options in code.</param>
    /// <returns>A builder for the application's own providers, stores and scopes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddMcpAuth(this IHostApplicationBuilder builder, Action<McpAuthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddMcpAuth(configure);
    }
}
