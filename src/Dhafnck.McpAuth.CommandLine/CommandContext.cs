using System.CommandLine;
using Dhafnck.McpAuth.CommandLine.Output;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.CommandLine;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext(IServiceProvider services, CommandOutput output, Option<OutputFormat> format)
{
    /// <summary>Who runs the command: the account and the host, for the audit trail.</summary>
    public static TokenActor By { get; } = new() { Kind = TokenActorKind.Command, Id = $"{Environment.UserName}@{Environment.MachineName}" };

    public CommandOutput Output => output;

    public ApiTokenAdministration Administration => services.GetRequiredService<ApiTokenAdministration>();

    /// <summary>The operations of an owner, performed by the user who runs the command.</summary>
    public ApiTokenService Tokens => services.GetRequiredService<ApiTokenService>().As(By);

    public DateTimeOffset Now => services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>Whether the result is to be JSON.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(format) == OutputFormat.Json;

    /// <summary>Says why the command was refused.</summary>
    public int Refuse(string message)
    {
        output.Error(message);
        return ExitCode.Refused;
    }

    /// <summary>Says why an operation was refused.</summary>
    public int Refuse(TokenOperation operation)
    {
        foreach (var (field, messages) in operation.Errors)
        {
            foreach (var message in messages)
            {
                output.Error($"{field}: {message}");
            }
        }

        return operation.Errors.Count > 0 ? ExitCode.Refused : Refuse(operation.Status switch
        {
            TokenOperationStatus.NotFound => "There is no token with this identifier.",
            TokenOperationStatus.Inactive => "The token is revoked or expired.",
            TokenOperationStatus.LimitReached => "The owner has reached the limit of active tokens.",
            TokenOperationStatus.OwnerInactive => "The owner of the token is no longer active and cannot get new tokens.",
            _ => "The token was changed at the same time. Try again.",
        });
    }
}
