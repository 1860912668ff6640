using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>
/// Wraps every token endpoint: disables caching of the response, writes problems in the same form as the gate, and answers 503
/// when the store fails.
/// </summary>
internal sealed partial class TokenStoreFilter(TimeProvider time, ILogger<TokenStoreFilter> logger) : IEndpointFilter
{
    private readonly Outage _outage = new(time);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var result = await next(context);
            _outage.End();
            return InOneForm(result);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception exception)
        {
            if (_outage.Begins())
            {
                LogFailed(exception);
            }

            http.Response.Headers.RetryAfter = "1";
            return InOneForm(TokenProblems.StoreUnavailable());
        }
    }

    private static object? InOneForm(object? result) => result is ProblemHttpResult problem ? new ProblemDocument(problem.ProblemDetails) : result;

    [LoggerMessage(1330, LogLevel.Error, "A token API request failed and gets 503. Further failures of this endpoint are not logged until it succeeds.")]
    private partial void LogFailed(Exception exception);
}
