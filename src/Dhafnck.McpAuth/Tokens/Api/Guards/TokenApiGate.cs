using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Selection;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>
/// Guards the endpoints of the token API that a token is presented to. The token is validated, limited and counted as
/// before a protected endpoint.
/// </summary>
internal sealed class TokenApiGate(BearerAuthenticator authenticator, RequestLimit limit, RequestUse usage, RefusalWriter refusals)
{
    /// <summary>Returns the token if it is valid and within its limit; otherwise <see langword="null"/>, after the refusal was sent.</summary>
    public async Task<AccessToken?> AdmitAsync(HttpContext context, ActiveProvider by)
    {
        var authentication = await authenticator.AuthenticateAsync(context, by);
        if (!authentication.Succeeded)
        {
            await refusals.WriteAsync(context, authentication.Refusal);
            return null;
        }

        var token = authentication.AccessToken;
        if (await limit.JudgeAsync(context, token) is { } overLimit)
        {
            await refusals.WriteAsync(context, overLimit);
            return null;
        }

        usage.Begin(context, authentication);
        context.Response.OnStarting(End);

        // A client that went away is never answered.
        context.Response.OnCompleted(End);
        return token;

        Task End()
        {
            usage.End(context, authentication);
            return Task.CompletedTask;
        }
    }
}
