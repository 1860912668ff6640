using System.CommandLine;
using System.CommandLine.Help;
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
            // In a process that has just started, the first query takes longer than an operation may wait for the store.
            if (parsed.Action is not HelpAction)
            {
                await services.GetRequiredService<ITokenStore>().FindAsync("none", cancellationToken);
            }

            var configuration = new InvocationConfiguration { Output = output.Out, Error = output.Err, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OptionsValidationException exception)
        {
            output.Error(exception.Message);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the stack trace, which tells an operator nothing. The log has it at its own level.
            output.Error($"The command failed. Check that the database runs, and that its tables are up to date. {exception.GetType().Name}: {exception.Message}");
            return ExitCode.Unavailable;
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
                ScopeCommands.CreateRemove(context),
                AuditCommand.Create(context),
                PruneCommand.Create(context),
            },
        };
    }
}
