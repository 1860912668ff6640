using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens prune</c>: removes what the settings no longer keep, as every process does once an hour.</summary>
internal static class PruneCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("prune", "Removes expired tokens and old entries of the audit trail, as far as the settings do not keep them.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var pruned = await context.Administration.PruneAsync(cancellationToken);
            if (context.WantsJson(parsed))
            {
                context.Output.Json(new(pruned.Tokens, pruned.AuditEntries), OutputJsonContext.Default.PrunedOutput);
            }
            else
            {
                context.Output.Line($"Removed {pruned.Tokens} expired tokens and {pruned.AuditEntries} entries of the audit trail.");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
