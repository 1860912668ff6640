using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Stands before every endpoint for owners: finds the owner, and turns a store that fails into 503.</summary>
internal sealed partial class TokenOwnerFilter(ILogger<TokenOwnerFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var (owner, problem) = TokenOwner.Of(http.User);
        if (owner is null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status403Forbidden);
        }

        http.Features.Set(owner);
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(exception);
            http.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem("The token store cannot be reached at the moment. Try again shortly.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A request about tokens failed and gets 503.")]
    private partial void LogFailed(Exception exception);
}
