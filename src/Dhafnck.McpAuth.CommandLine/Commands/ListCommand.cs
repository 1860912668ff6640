using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens list</c>: one page of the tokens of all owners.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var owner = new Option<string?>("--owner") { Description = "The identifier of the owner. Without it, the tokens of all owners." };
        var state = new Option<TokenState>("--state") { Description = "The state of the tokens." };
        var name = new Option<string?>("--name") { Description = "A text that the name contains, ignoring case." };
        var scope = new Option<string?>("--scope") { Description = "A scope that was granted to the token, such as mcp:admin." };
        var awaitsApproval = new Option<bool>("--awaits-approval") { Description = "Only tokens that wait for the approval of a scope." };
        var issuedAfter = TokenArguments.IssuedAfter();
        var skip = new Option<int>("--skip") { Description = "The number of tokens to skip." };
        var limit = new Option<int>("--limit") { Description = "The maximum number of tokens.", DefaultValueFactory = _ => 100 };
        TokenArguments.AtLeast(skip, 0);
        TokenArguments.AtLeast(limit, 1);
        var command = new Command("list", "Lists tokens, the newest first.") { owner, state, name, scope, awaitsApproval, issuedAfter, skip, limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new TokenQuery
            {
                OwnerId = parsed.GetValue(owner),
                State = parsed.GetValue(state),
                Now = context.Now,
                NameContains = parsed.GetValue(name),
                Scope = parsed.GetValue(scope),
                AwaitsApproval = parsed.GetValue(awaitsApproval),
                IssuedFrom = parsed.GetValue(issuedAfter),
                Skip = parsed.GetValue(skip),
                Limit = parsed.GetValue(limit),
            };
            var page = await context.Administration.ListAsync(query, cancellationToken);
            Write(context, context.WantsJson(parsed), [.. page.Items.Select(token => TokenOutput.Of(token, context.Now))], page.Total);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(CommandContext context, bool wantsJson, IReadOnlyList<TokenOutput> tokens, int total)
    {
        if (wantsJson)
        {
            context.Output.Json(new(tokens, total), OutputJsonContext.Default.TokenListOutput);
            return;
        }

        context.Output.Table(
            ["ID", "OWNER", "STATE", "EXPIRES", "LAST USED", "REQUESTS", "SCOPES", "WAITS FOR", "NAME"],
            [.. tokens.Select(token => (string[])
            [
                token.Id,
                token.OwnerId,
                token.State,
                CommandOutput.Time(token.ExpiresAt),
                CommandOutput.Time(token.LastUsedAt),
                $"{token.UsageCount}",
                string.Join(' ', token.Scopes),
                token.RequestedScopes.Count == 0 ? "-" : string.Join(' ', token.RequestedScopes),
                token.Name,
            ])]);
        context.Output.Remark($"{tokens.Count} of {total} tokens.");
    }
}
