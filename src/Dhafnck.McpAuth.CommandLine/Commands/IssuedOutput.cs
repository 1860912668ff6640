using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary>Prints the token string that a command made. In text, it is all that goes to standard output, so that a script can catch it.</summary>
internal static class IssuedOutput
{
    public static int Write(CommandContext context, ParseResult parsed, TokenOperation operation)
    {
        if (operation.Issued is not { } issued)
        {
            return context.Refuse(operation);
        }

        if (context.WantsJson(parsed))
        {
            context.Output.Json(TokenOutput.Of(issued.Token, context.Now, issued.Value), OutputJsonContext.Default.TokenOutput);
        }
        else
        {
            context.Output.Remark($"{issued.Token.Id} expires on {CommandOutput.Time(issued.Token.ExpiresAt)}. Keep the token string: it is not shown again.");
            context.Output.Line(issued.Value);
        }

        return ExitCode.Done;
    }
}
