using Dhafnck.McpAuth.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Provides <c>RunMcpAuthCommandAsync()</c>, which gives an application the command <c>tokens</c>.</summary>
public static class McpAuthCommandHostExtensions
{
    /// <summary>
    /// Runs the command <c>tokens</c> of the command line, without starting the host:
    /// <c>if (await app.RunMcpAuthCommandAsync(args) is { } code) return code;</c>. Call it directly after
    /// <c>builder.Build()</c>. The result of a command goes to standard output. Errors and the log of the console go to standard
    /// error.
    /// </summary>
    /// <param name="host">The application.</param>
    /// <param name="args">The arguments of the application. If the first one is not <c>tokens</c>, nothing happens.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The exit code, or <see langword="null"/> when the arguments are for the application itself. The exit codes are 0 for
    /// success, 1 for a refusal, such as an unknown token, 2 for wrong arguments or settings, and 3 for a store that is not
    /// available or another failure.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> or <paramref name="args"/> is <see langword="null"/>.</exception>
    public static async Task<int?> RunMcpAuthCommandAsync(this IHost host, string[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [TokensCommand.Name, ..])
        {
            return null;
        }

        LogToStandardError(host.Services);
        return await new TokensCommand(host.Services, new(Console.Out, Console.Error)).RunAsync(args, cancellationToken);
    }

    // The options are those that the loggers read for each entry, so the change also applies to loggers that exist.
    private static void LogToStandardError(IServiceProvider services)
    {
        if (services.GetService<IOptionsMonitor<ConsoleLoggerOptions>>() is { } options)
        {
            options.CurrentValue.LogToStandardErrorThreshold = LogLevel.Trace;
        }
    }
}
