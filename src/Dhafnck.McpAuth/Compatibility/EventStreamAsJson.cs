using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Compatibility;

/// <summary>Answers a request with the first message of the SDK's event stream, as plain JSON.</summary>
internal static class EventStreamAsJson
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate inner, byte[] body)
    {
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        var response = context.Response;
        var original = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await inner(context);
        }
        finally
        {
            response.Body = original;
        }

        buffer.Position = 0;
        if (response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            await buffer.CopyToAsync(original, context.RequestAborted);
            return;
        }

        response.ContentType = "application/json";
        await foreach (var message in SseParser.Create(buffer).EnumerateAsync(context.RequestAborted))
        {
            if (message.Data.Length > 0)
            {
                await response.WriteAsync(message.Data, context.RequestAborted);
                return;
            }
        }
    }
}
