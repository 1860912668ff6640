using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Hosting.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds authentication to an MCP server on standard input and output.</summary>
public static class McpAuthServerBuilderExtensions
{
    /// <summary>
    /// Protects a server on standard input and output: <c>AddMcpServer().WithStdioServerTransport().WithMcpAuth()</c>. The access
    /// token comes from the environment variable <c>MCP_ACCESS_TOKEN</c>. It is checked at start, with each request, and again
    /// while the process runs; a token that is no longer valid ends the session, and the process with the exit code 1. It calls
    /// <c>AddMcpAuth()</c>, whose builder adds stores and providers.
    /// </summary>
    /// <param name="builder">The server's builder.</param>
    /// <param name="configure">Changes the options in code.</param>
    /// <returns>The server's builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IMcpServerBuilder WithMcpAuth(this IMcpServerBuilder builder, Action<McpAuthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddMcpAuth(configure);
        StdioRegistration.Add(builder.Services);
        return builder;
    }
}
