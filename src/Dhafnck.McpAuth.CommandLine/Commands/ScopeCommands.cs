using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens grant</c>, <c>tokens deny</c> and <c>tokens remove</c>: one scope of a token of any owner, such as <c>mcp:admin</c>.</summary>
internal static class ScopeCommands
{
    public static Command CreateGrant(CommandContext context) => Create(
        context,
        "grant",
        "Grants a scope to a token, such as mcp:admin, or approves one that it waits for. It applies from the token's next request on.",
        (tokenId, scope, cancellationToken) => context.Administration.GrantScopeAsync(CommandContext.By, tokenId, scope, cancellationToken: cancellationToken));

    public static Command CreateDeny(CommandContext context) => Create(
        context,
        "deny",
        "Denies a scope that a token waits for. Its owner can request it again.",
        (tokenId, scope, cancellationToken) => context.Administration.DenyScopeAsync(CommandContext.By, tokenId, scope, cancellationToken: cancellationToken));

    public static Command CreateRemove(CommandContext context) => Create(
        context,
        "remove",
        "Takes a scope away from a token. It applies from the token's next request on.",
        (tokenId, scope, cancellationToken) => context.Administration.RemoveScopeAsync(CommandContext.By, tokenId, scope, cancellationToken));

    private static Command Create(CommandContext context, string name, string description, Func<string, string, CancellationToken, Task<TokenOperation>> change)
    {
        var id = TokenArguments.Id();
        var scope = new Argument<string>("scope") { Description = "The scope." };
        var command = new Command(name, description) { id, scope };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var operation = await change(parsed.GetRequiredValue(id), parsed.GetRequiredValue(scope), cancellationToken);
            if (operation.Token is not { } token)
            {
                return context.Refuse(operation);
            }

            if (context.WantsJson(parsed))
            {
                context.Output.Json(TokenOutput.Of(token, context.Now), OutputJsonContext.Default.TokenOutput);
            }
            else
            {
                var waits = token.RequestedScopes.Count == 0 ? "" : $" It waits for: {string.Join(' ', token.RequestedScopes)}.";
                context.Output.Line($"{token.Id} has these scopes: {(token.Scopes.Count == 0 ? "none" : string.Join(' ', token.Scopes))}.{waits}");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
