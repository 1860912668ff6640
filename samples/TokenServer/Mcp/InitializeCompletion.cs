using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenServer.Mcp;

/// <summary>
/// Serves clients that were written after the guide: they send an <c>initialize</c> without <c>clientInfo</c> and
/// <c>capabilities</c>, which the SDK cannot read, and expect the answer as plain JSON, which the SDK sends as an event stream.
/// </summary>
internal static class InitializeCompletion
{
    private const int MaximumBytes = 16 * 1024;

    public static TBuilder CompleteInitialize<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(static endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
            {
                endpoint.RequestDelegate = context => InvokeAsync(context, inner);
            }
        });
        return endpoints;
    }

    private static async Task InvokeAsync(HttpContext context, RequestDelegate inner)
    {
        if (context.Request.Headers.Accept.Count == 0)
        {
            // Without the header a client takes any answer (RFC 9110 section 12.5.1); the SDK wants it said.
            context.Request.Headers.Accept = "application/json, text/event-stream";
        }

        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.ContentLength is not (> 0 and <= MaximumBytes))
        {
            await inner(context);
            return;
        }

        var body = new byte[context.Request.ContentLength.Value];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        if (Complete(body) is { } completed)
        {
            await AnswerAsJsonAsync(context, inner, completed);
            return;
        }

        context.Request.Body = new MemoryStream(body);
        await inner(context);
    }

    /// <summary>The request with what it lacks, or <see langword="null"/> when it is another request or lacks nothing.</summary>
    private static byte[]? Complete(byte[] body)
    {
        try
        {
            if (JsonNode.Parse(body) is not JsonObject message || (string?)message["method"] != "initialize")
            {
                return null;
            }

            var parameters = message["params"] as JsonObject ?? [];
            if (parameters["clientInfo"] is not null && parameters["capabilities"] is not null)
            {
                return null;
            }

            parameters["protocolVersion"] ??= "2025-06-18";
            parameters["clientInfo"] ??= new JsonObject { ["name"] = "unnamed", ["version"] = "0" };
            parameters["capabilities"] ??= new JsonObject();
            if (parameters.Parent is null)
            {
                message["params"] = parameters;
            }

            return Encoding.UTF8.GetBytes(message.ToJsonString());
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not the JSON of an initialize: the SDK says what is wrong with it.
            return null;
        }
    }

    private static async Task AnswerAsJsonAsync(HttpContext context, RequestDelegate inner, byte[] request)
    {
        context.Request.Body = new MemoryStream(request);
        context.Request.ContentLength = request.Length;
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
