using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace Dhafnck.McpAuth.Compatibility;

/// <summary>Completes an <c>initialize</c> before the SDK reads it, because the SDK answers an incomplete one with 500.</summary>
internal static class InitializeCompletion
{
    private const int MaximumBytes = 16 * 1024;

    public static async Task InvokeAsync(HttpContext context, RequestDelegate inner)
    {
        if (context.Request.Headers.Accept.Count == 0)
        {
            // A request without the header accepts any media type (RFC 9110 §12.5.1), but the SDK requires it.
            context.Request.Headers.Accept = "application/json, text/event-stream";
        }

        if (!HttpMethods.IsPost(context.Request.Method) || await ReadAsync(context) is not { } message)
        {
            await inner(context);
            return;
        }

        var lacksSomething = message.Complete();
        if (!message.IsReadable())
        {
            await RefuseAsync(context, message.Id);
        }
        else if (lacksSomething)
        {
            await EventStreamAsJson.InvokeAsync(context, inner, message.ToUtf8());
        }
        else
        {
            await inner(context);
        }
    }

    private static async Task<InitializeMessage?> ReadAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        var body = new byte[MaximumBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, MaximumBytes, throwOnEndOfStream: false, context.RequestAborted);
        context.Request.Body.Position = 0;
        return InitializeMessage.Parse(body.AsSpan(0, length));
    }

    private static Task RefuseAsync(HttpContext context, JsonNode? id)
    {
        var error = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["error"] = new JsonObject { ["code"] = (int)McpErrorCode.InvalidParams, ["message"] = "The params of initialize do not match the protocol." },
        };
        return Results.Text(error.ToJsonString(), "application/json", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
    }
}
