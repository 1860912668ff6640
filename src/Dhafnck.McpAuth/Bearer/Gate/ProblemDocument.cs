using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Writes problem details (RFC 9457). Many clients print the raw JSON, so only characters that JSON requires to be escaped
/// are escaped. The <c>nosniff</c> header keeps browsers from treating the response as a page.
/// </summary>
internal sealed class ProblemDocument(ProblemDetails problem) : IResult
{
    private const string ContentType = "application/problem+json";

    private static readonly BearerJsonContext Json = new(new(BearerJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsJsonAsync(problem, Json.ProblemDetails, ContentType, httpContext.RequestAborted);
    }
}
