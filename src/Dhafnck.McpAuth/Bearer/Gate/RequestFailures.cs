using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Converts an exception that was thrown before the response started into a refusal. Malformed input is a client error;
/// anything else is a server error. The client never sees the exception, not even in Development.
/// </summary>
internal sealed partial class RequestFailures(ILogger<RequestFailures> logger)
{
    public BearerRefusal Judge(HttpContext context, Exception exception)
    {
        if (IsOfGoneClient(exception, context.RequestAborted))
        {
            return BearerRefusal.ClientGone;
        }

        var status = StatusOf(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            LogFailed(exception, context.GetEndpoint()?.DisplayName);
        }

        return BearerRefusal.Failed(status);
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsUnreadable(exception) => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static bool IsOfGoneClient(Exception exception, CancellationToken requestAborted) => exception switch
    {
        BadHttpRequestException => false,
        ConnectionResetException or ConnectionAbortedException or { InnerException: ConnectionResetException or ConnectionAbortedException } => true,
        IOException or OperationCanceledException => requestAborted.IsCancellationRequested,
        _ => false,
    };

    // The SDK reads a message with JsonNode, which throws various exceptions for unexpected JSON. JSON that the
    // application's own code reads while the SDK waits for it is not the message.
    private static bool IsUnreadable(Exception exception)
    {
        var isOfJson = false;
        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            var assembly = DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName ?? "";
            if (!assembly.StartsWith("System.", StringComparison.Ordinal) && !assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
            {
                return isOfJson && assembly.StartsWith("ModelContextProtocol", StringComparison.Ordinal);
            }

            isOfJson |= assembly.StartsWith("System.Text.Json", StringComparison.Ordinal);
        }

        return false;
    }

    [LoggerMessage(1220, LogLevel.Error, "{Endpoint} threw an exception before the response started.")]
    private partial void LogFailed(Exception exception, string? endpoint);
}
