using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Stands before every token endpoint: no cache keeps its answer, its problems are written as the gate writes them, and a store that fails is 503.</summary>
internal sealed partial class TokenStoreFilter(ILogger<TokenStoreFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            return InOneForm(await next(context));
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(exception);
            http.Response.Headers.RetryAfter = "1";
            return InOneForm(TypedResults.Problem("The token store cannot be reached at the moment. Try again shortly.", statusCode: StatusCodes.Status503ServiceUnavailable));
        }
    }

    private static object? InOneForm(object? result) => result is ProblemHttpResult problem ? new ProblemDocument(problem.ProblemDetails) : result;

    [LoggerMessage(1, LogLevel.Error, "A request about tokens failed and gets 503.")]
    private partial void LogFailed(Exception exception);
}
