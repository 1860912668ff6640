using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The problem details (RFC 9457) of the token endpoints.</summary>
internal static class TokenProblems
{
    /// <summary>The message to an administrator about an identifier that no token has.</summary>
    public const string Unknown = "There is no token with this identifier.";

    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem("You have no token with this identifier. Check the list of your tokens.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult UnknownToken() =>
        TypedResults.Problem(Unknown, statusCode: StatusCodes.Status404NotFound);

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
        TypedResults.Problem(
            "This is the connection of an OAuth client, which renews its access token itself. It can be changed or ended, but not rotated.",
            statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult PreconditionFailed() =>
        TypedResults.Problem("The token was changed after its ETag was read. Read it again.", statusCode: StatusCodes.Status412PreconditionFailed);

    public static ProblemHttpResult TooManyWrites(int perMinute, int secondsToWait) =>
        TooMany("writes", $"You have reached the limit of {perMinute} changes per minute. Try again in {secondsToWait} s.");

    public static ProblemHttpResult TooManyReports(int perMinute, int secondsToWait) =>
        TooMany("reports", $"This address has reached the limit of {perMinute} reports per minute. Try again in {secondsToWait} s.");

    public static ProblemHttpResult UnknownScanner() =>
        TypedResults.Problem("The report does not prove that it comes from a secret scanner of this server.", statusCode: StatusCodes.Status403Forbidden);

    public static ProblemHttpResult ScannerUnavailable() =>
        TypedResults.Problem("It cannot be verified at the moment who sent the report. Send it again later.", statusCode: StatusCodes.Status503ServiceUnavailable);

    public static ProblemHttpResult TooManyReportsAtOnce() =>
        TypedResults.Problem("Too many reports are being received at the moment. Send it again later.", statusCode: StatusCodes.Status503ServiceUnavailable);

    public static ProblemHttpResult ReportTooSlow(TimeSpan patience) =>
        TypedResults.Problem($"The body did not arrive within {patience.TotalSeconds:0} s.", statusCode: StatusCodes.Status408RequestTimeout);

    public static ProblemHttpResult NotAReport() =>
        TypedResults.Problem("The body is not a JSON array of objects with 'token', 'type', 'url' and 'source'.", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>Lists each invalid field with its error messages.</summary>
    public static ProblemHttpResult Validation(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            detail: Describe(errors),
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is not valid.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors });

    private static ProblemHttpResult TooMany(string policy, string detail) =>
        TypedResults.Problem(
            type: RateLimitHeaders.ProblemType,
            title: "Too Many Requests",
            detail: detail,
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: new Dictionary<string, object?> { ["violated-policies"] = (string[])[policy] });

    private static string Describe(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(' ', errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")));
}
