using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens audit</c>: the audit trail. As JSON, each entry is a line.</summary>
internal static class AuditCommand
{
    private const int Part = 500;

    public static Command Create(CommandContext context)
    {
        var token = new Option<string?>("--token") { Description = "The identifier of a token." };
        var owner = new Option<string?>("--owner") { Description = "The identifier of the tokens' owner." };
        var by = new Option<string?>("--by") { Description = "The identifier of the actor." };
        var command = new Command("audit", "Prints the audit trail, the latest entry first: who did what, when, and from where.") { token, owner, by };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new TokenAuditQuery { TokenId = parsed.GetValue(token), OwnerId = parsed.GetValue(owner), By = parsed.GetValue(by), Limit = Part };
            IReadOnlyList<TokenAuditEntry> page;
            do
            {
                page = await context.Administration.ListAuditAsync(query, cancellationToken);
                foreach (var entry in page)
                {
                    Write(context, context.WantsJson(parsed), AuditOutput.Of(entry));
                    query = query with { After = TokenAuditCursor.Of(entry) };
                }
            }
            while (page.Count == Part);

            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(CommandContext context, bool wantsJson, AuditOutput entry)
    {
        if (wantsJson)
        {
            context.Output.Json(entry, OutputJsonContext.Default.AuditOutput);
            return;
        }

        var what = entry.Outcome == "refused" ? $"{entry.Action} refused" : entry.Action;
        context.Output.Line($"{CommandOutput.Time(entry.At)}  {what}  {entry.TokenId ?? "-"}  by {entry.ByKind} {entry.By} from {entry.Address ?? "-"}  {entry.Detail}");
    }
}
