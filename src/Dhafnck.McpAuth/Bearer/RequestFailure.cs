using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Whose mistake it is that a request failed before its answer began.</summary>
internal static class RequestFailure
{
    /// <summary>The status of the answer: what a client sent is the client's mistake, and all else the server's.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsUnreadable(exception) => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Whether the client went away while it sent its request, so that nobody is left to answer.</summary>
    public static bool IsOfGoneClient(Exception exception, CancellationToken requestAborted) => exception switch
    {
        BadHttpRequestException => false,
        ConnectionResetException or ConnectionAbortedException or { InnerException: ConnectionResetException or ConnectionAbortedException } => true,
        IOException or OperationCanceledException => requestAborted.IsCancellationRequested,
        _ => false,
    };

    // The SDK looks into a message with JsonNode, which throws various exceptions for what it is not. What the
    // application's own code reads while the SDK waits for it is no message.
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
}
