using System.CommandLine;
using System.CommandLine.Help;
using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.CommandLine.Commands;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.CommandLine;

/// <summary>The command <c>tokens</c> with its subcommands.</summary>
internal sealed class TokensCommand(IServiceProvider services, CommandOutput output)
{
    public const string Name = "tokens";

    // A command keeps nobody waiting, and its first query is slow because the process is new. It waits longer for the store than a request does.
    private static readonly TimeSpan StorePatience = TimeSpan.FromMinutes(1);

    // A webhook gets an event again after 1, 5 and 25 seconds.
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(45);

    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var parsed = Create().Parse(args);
        foreach (var error in parsed.Errors)
        {
            output.Error(error.Message);
        }

        if (parsed.Errors.Count > 0)
        {
            return ExitCode.Usage;
        }

        try
        {
            if (parsed.Action is not HelpAction)
            {
                var cache = services.GetRequiredService<TokenCacheOptions>();
                cache.StalenessBound = StorePatience > cache.StalenessBound ? StorePatience : cache.StalenessBound;

                // The first query of a process takes long. PostgreSQL ends a transaction in which nothing happens meanwhile.
                await services.GetRequiredService<ITokenStore>().FindAsync("none", cancellationToken);
            }

            return await InvokeAsync(parsed, cancellationToken);
        }
        catch (OptionsValidationException exception)
        {
            output.Error(exception.Message);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the stack trace, which does not help an operator. The log contains it.
            output.Error($"The command failed. Check that the database runs, and that its tables are up to date. {exception.GetType().Name}: {exception.Message}");
            return ExitCode.Unavailable;
        }
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = new InvocationConfiguration { Output = output.Out, Error = output.Err, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        finally
        {
            await DeliverEventsAsync();
        }
    }

    // No host runs here that would deliver them. What the command did stays done, also if it failed or was cancelled later.
    private async Task DeliverEventsAsync()
    {
        if (!await services.GetRequiredService<TokenEventDelivery>().DeliverAsync(EventPatience, CancellationToken.None))
        {
            output.Error($"Not all events were delivered, such as to the webhook: there were too many, it took longer than {EventPatience.TotalSeconds:0} seconds, or they were refused.");
        }
    }

    private RootCommand Create()
    {
        var format = new Option<OutputFormat>("--output") { Description = "The form of the result.", Recursive = true };
        var context = new CommandContext(services, output, format);
        return new("Manages the API tokens of this application.")
        {
            new Command(Name, "Lists, creates, rotates and revokes the API tokens of all owners. Each change is in the audit trail.")
            {
                format,
                ListCommand.Create(context),
                CreateCommand.Create(context),
                RotateCommand.Create(context),
                RevokeCommand.Create(context),
                ScopeCommands.CreateGrant(context),
                ScopeCommands.CreateDeny(context),
                ScopeCommands.CreateRemove(context),
                AuditCommand.Create(context),
                PruneCommand.Create(context),
            },
        };
    }
}
