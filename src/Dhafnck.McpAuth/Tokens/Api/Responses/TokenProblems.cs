using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The problem details (RFC 9457) of the token endpoints.</summary>
internal static class TokenProblems
{
    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem("You have no token with this identifier. Check the list of your tokens.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult UnknownToken() =>
        TypedResults.Problem("There is no token with this identifier.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult OwnerInactive() =>
        TypedResults.Problem("The owner of the token is no longer active and cannot get new tokens.", statusCode: StatusCodes.Status403Forbidden);

    public static ProblemHttpResult Inactive() =>
        TypedResults.Problem("The token is revoked or expired, or can no longer rotate itself. Generate a new one.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult LimitReached() =>
        TypedResults.Problem("You have reached the limit of active tokens. Revoke one that is no longer needed.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult Conflict() =>
        TypedResults.Problem("The token was changed by another request. Read it again, and retry if needed.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult KeyReused() =>
        TypedResults.Problem("The Idempotency-Key was used for another request. Choose a new one.", statusCode: StatusCodes.Status422UnprocessableEntity);

    public static ProblemHttpResult StoreUnavailable() =>
        TypedResults.Problem("The token store is temporarily unavailable. Try again shortly.", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>The same sentence as at the MCP endpoints.</summary>
    public static ProblemHttpResult NotJson() =>
        TypedResults.Problem(BearerRefusal.UnsupportedMediaType.Description, statusCode: BearerRefusal.UnsupportedMediaType.Status);

    /// <summary>Lists each field that the owner may not grant, with the policy's messages.</summary>
    public static ProblemHttpResult NotGranted(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: $"The token was not rotated: its owner may no longer grant everything that it has. {Describe(errors)}",
            statusCode: StatusCodes.Status403Forbidden,
            extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>The client obtains its next access token itself. A credential that it never received would end the connection.</summary>
    public static ProblemHttpResult RotatedByClient() =>
        TypedResults.Problem("This is the connection of an OAuth client, which renews its access token itself. It can be changed or ended, but not rotated.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult PreconditionFailed() =>
        TypedResults.Problem("The token was changed after its ETag was read. Read it again.", statusCode: StatusCodes.Status412PreconditionFailed);

    public static ProblemHttpResult TooManyWrites(int perMinute, int secondsToWait) =>
        TypedResults.Problem(
            type: RateLimitHeaders.ProblemType,
            title: "Too Many Requests",
            detail: $"You have reached the limit of {perMinute} changes per minute. Try again in {secondsToWait} s.",
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: new Dictionary<string, object?> { ["violated-policies"] = (string[])["writes"] });

    /// <summary>Lists each invalid field with its error messages.</summary>
    public static ProblemHttpResult Validation(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: Describe(errors),
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is not valid.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors });

    private static string Describe(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(' ', errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")));
}
