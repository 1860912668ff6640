using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Stands before every token endpoint: nothing it answers is kept, and a store that fails is 503.</summary>
internal sealed partial class TokenStoreFilter(ILogger<TokenStoreFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
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
