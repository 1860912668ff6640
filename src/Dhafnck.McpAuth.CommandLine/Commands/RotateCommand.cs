using System.CommandLine;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens rotate</c>: a new token string for a token of any owner.</summary>
internal static class RotateCommand
{
    public static Command Create(CommandContext context)
    {
        var id = TokenArguments.Id();
        var grace = new Option<int>("--grace-period") { Description = "The seconds for which the former token string stays valid, at most 604800 (7 days)." };
        grace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 604_800)
            {
                result.AddError("--grace-period must be from 0 to 604800 seconds.");
            }
        });
        var command = new Command("rotate", "Replaces the token string of a token, and prints the new one, this once.") { id, grace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await context.Administration.FindAsync(parsed.GetRequiredValue(id), cancellationToken) is not { } token)
            {
                return context.Refuse("There is no token with this identifier.");
            }

            // Not cancelled: an interrupted rotation would leave a token string that nobody has seen.
            var rotation = await context.Tokens.RotateAsync(token.OwnerId, token.Id, TimeSpan.FromSeconds(parsed.GetValue(grace)), cancellationToken: CancellationToken.None);
            return IssuedOutput.Write(context, parsed, rotation);
        });
        return command;
    }
}
