using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Answers for the bearer token that is presented to it: good, and for what; or not, and why.</summary>
internal static class ValidateEndpoint
{
    public static async Task ValidateAsync(HttpContext context, TokenApiGate gate, TokenValidationProvider by, ScopeCatalog catalog)
    {
        if (await gate.AdmitAsync(context, by.Provider) is not { } token)
        {
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
