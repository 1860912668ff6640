using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>What HTTP says of a <see cref="TokenOperation"/>.</summary>
internal static class TokenResults
{
    /// <summary>The answer to an operation; <paramref name="location"/> is where the record is, when one was made.</summary>
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

    /// <summary>A record with its <c>ETag</c>; 201 when it comes with a token string.</summary>
    public static IResult Token(HttpContext context, ApiToken token, DateTimeOffset now, string? value = null)
    {
        context.Response.Headers.ETag = EntityTag.Of(token);
        return Results.Json(
            TokenResponse.WithHistory(token, now, value),
            TokenJsonContext.Default.TokenResponse,
            statusCode: value is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static ProblemHttpResult Refusal(TokenOperation operation) => operation.Status switch
    {
        TokenOperationStatus.Invalid => TokenProblems.Validation(operation.Errors),
        TokenOperationStatus.NotFound => TokenProblems.NotFound(),
        TokenOperationStatus.NotGranted => TokenProblems.NotGranted(operation.Errors),
        TokenOperationStatus.OwnerInactive => TypedResults.Problem("The owner of the token is no longer active, and gets no new tokens.", statusCode: StatusCodes.Status403Forbidden),
        TokenOperationStatus.Inactive => TypedResults.Problem("The token is revoked or expired, or its time for rotating itself is over. Generate a new one.", statusCode: StatusCodes.Status409Conflict),
        TokenOperationStatus.LimitReached => TypedResults.Problem("You have as many active tokens as are allowed. Revoke one that is no longer needed.", statusCode: StatusCodes.Status409Conflict),
        TokenOperationStatus.KeyReused => TypedResults.Problem("The Idempotency-Key has been used for another request. Choose a new one.", statusCode: StatusCodes.Status422UnprocessableEntity),
        _ => TypedResults.Problem("The token was changed meanwhile. Look at it again, and try again if that is still wanted.", statusCode: StatusCodes.Status409Conflict),
    };
}
