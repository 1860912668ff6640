using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Answers for the bearer token that is presented to it: good, and for what; or not, and why.</summary>
internal static class ValidateEndpoint
{
    public static async Task ValidateAsync(HttpContext context, BearerAuthenticator authenticator, TokenValidationProvider by, ScopeCatalog catalog)
    {
        var authentication = await authenticator.AuthenticateAsync(context, by.Provider);
        if (authentication.AccessToken is not { } token)
        {
            await authenticator.RefuseAsync(context, authentication.Refusal!);
            return;
        }

        var response = new ValidateResponse
        {
            Id = token.TokenId,
            Name = token.Name,
            Subject = token.Subject,
            Scopes = token.Scopes,
            EffectiveScopes = [.. catalog.GetEffectiveScopes(token.Scopes).Order(StringComparer.Ordinal)],
            Audience = token.Audience,
            ExpiresAt = token.ExpiresAt,
        };
        await context.Response.WriteAsJsonAsync(response, TokenJsonContext.Default.ValidateResponse, cancellationToken: context.RequestAborted);
    }
}
