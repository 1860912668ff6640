using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens revoke</c>: one token, those of an owner, or those issued after a time.</summary>
internal static class RevokeCommand
{
    public static Command Create(CommandContext context)
    {
        var id = TokenArguments.Id();
        id.Arity = ArgumentArity.ZeroOrOne;
        var owner = new Option<string?>("--owner") { Description = "Revokes all tokens of the owner with this identifier." };
        var issuedAfter = TokenArguments.IssuedAfter();
        var command = new Command("revoke", "Revokes tokens with all their token strings. Repeating it does no harm.") { id, owner, issuedAfter };
        command.Validators.Add(result =>
        {
            var one = result.GetResult(id)?.Tokens.Count > 0;
            var many = result.GetResult(owner) is not null || result.GetResult(issuedAfter) is not null;
            if (one == many || string.IsNullOrWhiteSpace(result.GetValue(owner) ?? "-"))
            {
                result.AddError("State what to revoke: the identifier of a token; or --owner, or --issued-after, or both for what an owner was issued after a time.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(id) is not { } tokenId)
            {
                return Write(context, parsed, await RevokeManyAsync(context.Administration, parsed.GetValue(owner), parsed.GetValue(issuedAfter), cancellationToken));
            }

            return await context.Administration.RevokeAsync(CommandContext.By, tokenId, cancellationToken: cancellationToken) == TokenOperationStatus.Succeeded
                ? Write(context, parsed, 1)
                : context.Refuse("There is no token with this identifier.");
        });
        return command;
    }

    private static Task<int> RevokeManyAsync(ApiTokenAdministration administration, string? ownerId, DateTimeOffset? issuedAfter, CancellationToken cancellationToken) =>
        issuedAfter is { } from
            ? administration.RevokeIssuedAsync(CommandContext.By, from, ownerId, cancellationToken)
            : administration.RevokeAllAsync(CommandContext.By, ownerId!, cancellationToken);

    private static int Write(CommandContext context, ParseResult parsed, int revoked)
    {
        if (context.WantsJson(parsed))
        {
            context.Output.Json(new(revoked), OutputJsonContext.Default.RevokedOutput);
        }
        else
        {
            context.Output.Line(revoked == 1 ? "Revoked 1 token." : $"Revoked {revoked} tokens.");
        }

        return ExitCode.Done;
    }
}
