using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>Converts a <see cref="TokenOperation"/> to an HTTP response.</summary>
internal static class TokenResults
{
    /// <summary>Creates the response to an operation; <paramref name="location"/> is the path of the created record, if any.</summary>
    public static IResult Of(HttpContext context, TokenOperation operation, DateTimeOffset now, string location)
    {
        if (operation.Token is not { } token)
        {
            return Refusal(operation);
        }

        if (operation.Issued is not null || operation.Status == TokenOperationStatus.Repeated)
        {
            context.Response.Headers.Location = location;
        }

        return Token(context, token, now, operation.Issued?.Value);
    }

    /// <summary>Creates a response with the record and its <c>ETag</c>. The status is 201 when a token string is included.</summary>
    public static IResult Token(HttpContext context, ApiToken token, DateTimeOffset now, string? value = null)
    {
        context.Response.Headers.ETag = EntityTag.Of(token);
        return Results.Json(
            TokenResponse.WithHistory(token, now, value),
            TokenJsonContext.Default.TokenResponse,
            statusCode: value is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    /// <summary>Creates the response to an administrator's operation.</summary>
    public static IResult ForAdmin(HttpContext context, TokenOperation operation, DateTimeOffset now) => operation switch
    {
        { Token: { } token } => ForAdmin(context, token, now),
        { Status: TokenOperationStatus.NotFound } => TokenProblems.UnknownToken(),
        _ => Refusal(operation),
    };

    /// <summary>Creates a response with the record, its owner and its <c>ETag</c>.</summary>
    public static IResult ForAdmin(HttpContext context, ApiToken token, DateTimeOffset now)
    {
        context.Response.Headers.ETag = EntityTag.Of(token);
        return Results.Json(TokenResponse.ForAdmin(token, TokenResponse.WithHistory(token, now, null)), TokenJsonContext.Default.TokenResponse);
    }

    private static ProblemHttpResult Refusal(TokenOperation operation) => operation.Status switch
    {
        TokenOperationStatus.Invalid => TokenProblems.Validation(operation.Errors),
        TokenOperationStatus.NotFound => TokenProblems.NotFound(),
        TokenOperationStatus.NotGranted => TokenProblems.NotGranted(operation.Errors),
        TokenOperationStatus.OwnerInactive => TokenProblems.OwnerInactive(),
        TokenOperationStatus.Inactive => TokenProblems.Inactive(),
        TokenOperationStatus.LimitReached => TokenProblems.LimitReached(),
        TokenOperationStatus.KeyReused => TokenProblems.KeyReused(),
        _ => TokenProblems.Conflict(),
    };
}
