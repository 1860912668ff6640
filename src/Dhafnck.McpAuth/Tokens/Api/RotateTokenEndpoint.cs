using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Lets a token with the scope <c>tokens:rotate</c> rotate itself, without a signed-in user.</summary>
internal static class RotateTokenEndpoint
{
    public static async Task<IResult> RotateItselfAsync(
        HttpContext context,
        TokenApiGate gate,
        RequestCredentials credentials,
        RefusalWriter refusals,
        TokenValidationProvider by,
        TokenWriteLimit writes,
        ApiTokenService tokens,
        TimeProvider time)
    {
        if (await gate.AdmitAsync(context, by.Provider) is not { } token)
        {
            return Results.Empty;
        }

        // The record must grant this scope explicitly: no other scope implies it.
        if (token.TokenId is not { } tokenId || !token.Scopes.Contains(McpScopes.RotateTokens, StringComparer.Ordinal))
        {
            await refusals.WriteAsync(context, BearerRefusal.InsufficientScope([McpScopes.RotateTokens]) with { Detail = token.TokenId });
            return Results.Empty;
        }

        if (writes.Refuse(context, token.Subject, TokenWrite.SelfRotation) is { } oneTooMany)
        {
            return oneTooMany;
        }

        var (gracePeriod, _, problem) = await ReadAsync(context.Request);
        if (problem is not null)
        {
            return problem;
        }

        if (await tokens.FindAsync(token.Subject, tokenId, context.RequestAborted) is { Connection: not null })
        {
            return TokenProblems.RotatedByClient();
        }

        var presented = TokenHash.Compute(credentials.ReadToken(context.Request).Token.Characters.Span);
        var here = context.Request.PathBase.Add(context.Request.Path).ToUriComponent().TrimEnd('/');
        var itself = new TokenActor { Kind = TokenActorKind.Token, Id = tokenId, Address = context.Connection.RemoteIpAddress?.Unmapped().ToString() };
        var rotation = await tokens.As(itself).RotateItselfAsync(tokenId, presented, gracePeriod, CancellationToken.None);
        return TokenResults.Of(context, rotation, time.GetUtcNow(), $"{here[..^"/rotate".Length]}/{tokenId}");
    }

    /// <summary>Reads the requested grace period.</summary>
    public static async Task<(TimeSpan GracePeriod, byte[] Body, IResult? Problem)> ReadAsync(HttpRequest request)
    {
        var (body, bytes, problem) = await JsonBody.ReadAsync(request, TokenJsonContext.Default.RotateTokenRequest, RotateTokenRequest.Fields, new());
        return body switch
        {
            null => (default, bytes, problem),
            { IsValid: false } => (default, bytes, TokenProblems.Validation(new Dictionary<string, string[]> { ["grace_period"] = [$"Must be {RotateTokenRequest.Fields["grace_period"]}."] })),
            _ => (TimeSpan.FromSeconds(body.GracePeriod), bytes, null),
        };
    }
}
