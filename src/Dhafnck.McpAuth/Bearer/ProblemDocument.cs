using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// A problem (RFC 9457) as the library writes it. Clients print its text as it stands in the JSON, so that only what JSON
/// itself forbids is escaped; no browser takes it for a page.
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
