using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The problems (RFC 9457) that the token endpoints answer with.</summary>
internal static class TokenProblems
{
    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem("You have no token of this identifier. Look it up in the list of your tokens.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>Names each field of a token that its owner is not granted, and says what the policy says of it.</summary>
    public static ProblemHttpResult NotGranted(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: $"The token was not rotated: it has what its owner may not grant. {Describe(errors)}",
            statusCode: StatusCodes.Status403Forbidden,
            extensions: new Dictionary<string, object?> { ["errors"] = errors });

    public static ProblemHttpResult PreconditionFailed() =>
        TypedResults.Problem("The token was changed since its ETag was read. Look at it again.", statusCode: StatusCodes.Status412PreconditionFailed);

    public static ProblemHttpResult TooManyWrites(int perMinute, int secondsToWait) =>
        TypedResults.Problem(
            type: RateLimitFields.ProblemType,
            title: "Too Many Requests",
            detail: $"You have made as many changes as are allowed, {perMinute} in a minute. Try again in {secondsToWait} s.",
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: new Dictionary<string, object?> { ["violated-policies"] = (string[])["writes"] });

    /// <summary>Names each wrong field and says what is wrong with it.</summary>
    public static ProblemHttpResult Validation(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: Describe(errors),
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is not valid.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors });

    private static string Describe(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(' ', errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")));
}
