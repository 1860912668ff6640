using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Validates the presented bearer token, and describes it or states why it is refused.</summary>
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
