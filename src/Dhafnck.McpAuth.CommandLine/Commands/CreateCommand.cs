using System.CommandLine;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary><c>tokens create</c>: a token for an owner, under the rules that apply to the owner.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandContext context)
    {
        var owner = new Option<string>("--owner") { Description = "The identifier of the token's owner.", Required = true };
        var name = new Option<string>("--name") { Description = "The token's name.", Required = true };
        var scope = new Option<string[]>("--scope") { Description = "A scope to grant. Repeat it for several.", Required = true };
        var days = new Option<int?>("--expires-in-days") { Description = "The lifetime in days. The default is 30, or McpAuth:Tokens:MaximumDays if that is less." };
        var rateLimit = new Option<int?>("--rate-limit") { Description = "The rate limit, in requests per hour. The default is 1000." };
        var audience = new Option<string?>("--audience") { Description = "The audience that the token is issued for." };
        var address = new Option<string[]>("--allowed-address") { Description = "An IP address or network that the token may be used from. Repeat it for several. Without it, any address." };
        var key = new Option<string?>("--dpop-jkt") { Description = "The SHA-256 thumbprint of a JWK (RFC 7638): the token needs a DPoP proof of this key. Without it, a bearer token." };
        owner.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: <= 200 } id || string.IsNullOrWhiteSpace(id))
            {
                result.AddError("--owner must have 1 to 200 characters.");
            }
        });
        var command = new Command("create", "Creates a token, and prints its token string, this once.") { owner, name, scope, days, rateLimit, audience, address, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new NewApiToken
            {
                Name = parsed.GetRequiredValue(name),
                Scopes = parsed.GetRequiredValue(scope),
                ExpiresInDays = parsed.GetValue(days),
                Audience = parsed.GetValue(audience),
                AllowedAddresses = parsed.GetValue(address),
                KeyThumbprint = parsed.GetValue(key),
            };
            request = parsed.GetValue(rateLimit) is { } limit ? request with { RateLimit = limit } : request;
            return IssuedOutput.Write(context, parsed, await context.Tokens.CreateAsync(parsed.GetRequiredValue(owner), request, cancellationToken: cancellationToken));
        });
        return command;
    }
}
