using Dhafnck.McpAuth.Bearer.Stdio;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the gate of a server on standard input and output.</summary>
internal static class StdioRegistration
{
    public const string TransportIsMissing =
        "WithMcpAuth() protects a server on standard input and output, and there is no WithStdioServerTransport(). "
        + "Add it. A server over HTTP is protected with app.MapMcp(...).RequireMcpAuth().";

    public const string GateIsMissing =
        "WithStdioServerTransport() needs WithMcpAuth() beside it, because the client of such a server gives its token in the environment. "
        + "Add WithMcpAuth() after it. Remove AddMcpAuth() from servers that need no authentication.";

    public const string ProofsAreRequired =
        "Dpop.Required accepts only tokens that are bound to a key, and standard input and output carry no proofs of one. "
        + "Set McpAuth:Dpop:Required to false in a server with WithMcpAuth().";

    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<StdioCredential>();
        services.TryAddSingleton<StdioSession>();
        services.TryAddSingleton<StdioGate>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<McpServerOptions>, StdioFilter>());
        services.AddHostedService<StdioStart>();

        // What ASP.NET Core's authorization is made of, in a host that has no endpoints.
        services.AddRouting();

        // The process is one session: its calls and its primitives are followed as those of a session over HTTP.
        services.PostConfigure<HttpServerTransportOptions>(options => options.SessionMode = HttpServerSessionMode.Stateful);

        // Standard output belongs to the protocol.
        services.PostConfigure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Whether a transport of a single session has its gate.</summary>
    public static bool HasGate(IServiceProvider services) => !Has<ITransport>(services) || Has<StdioGate>(services);

    /// <summary>Whether the server is one on standard input and output.</summary>
    public static bool ServesStdio(IServiceProvider services) => Has<StdioGate>(services);

    /// <summary>Whether its tokens can be used. Standard input carries no proofs.</summary>
    public static bool CanProve(McpAuthOptions options, IServiceProvider services) => !options.Dpop.Required || !Has<StdioGate>(services);

    /// <summary>Whether a gate has its transport.</summary>
    public static bool HasTransport(IServiceProvider services) => !Has<StdioGate>(services) || Has<ITransport>(services);

    // The SDK registers a transport for a server with a single session; HTTP has one for each request or session.
    private static bool Has<T>(IServiceProvider services) => services.GetService<IServiceProviderIsService>()?.IsService(typeof(T)) == true;
}
