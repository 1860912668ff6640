using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The problems (RFC 9457) that the token endpoints answer with.</summary>
internal static class TokenProblems
{
    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem("You have no token of this identifier. Look it up in the list of your tokens.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>Names each wrong field and says what is wrong with it.</summary>
    public static ProblemHttpResult Validation(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: string.Join(' ', errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"))),
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is not valid.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors });
}
