using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

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

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await inner(context);
            return;
        }

        context.Request.EnableBuffering();
        var body = new byte[MaximumBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, MaximumBytes, throwOnEndOfStream: false, context.RequestAborted);
        context.Request.Body.Position = 0;
        if (ParseInitialize(body.AsSpan(0, length)) is not { } initialize)
        {
            await inner(context);
            return;
        }

        var lacksSomething = Complete(initialize);
        if (!IsReadable(initialize))
        {
            await RefuseAsync(context, initialize["id"]);
        }
        else if (lacksSomething)
        {
            await AnswerAsJsonAsync(context, inner, Encoding.UTF8.GetBytes(initialize.ToJsonString()));
        }
        else
        {
            await inner(context);
        }
    }

    /// <summary>The message, when it is an <c>initialize</c>; what is no JSON or another message, the SDK answers.</summary>
    private static JsonObject? ParseInitialize(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonNode.Parse(ref reader) is JsonObject message && (string?)message["method"] == RequestMethods.Initialize ? message : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Adds what the message lacks, and says whether it lacked anything.</summary>
    private static bool Complete(JsonObject initialize)
    {
        if (initialize["params"] is null)
        {
            initialize["params"] = new JsonObject();
        }

        if (initialize["params"] is not JsonObject parameters || (parameters["clientInfo"] is not null && parameters["capabilities"] is not null))
        {
            return false;
        }

        parameters["protocolVersion"] ??= "2025-06-18";
        parameters["clientInfo"] ??= new JsonObject { ["name"] = "unnamed", ["version"] = "0" };
        parameters["capabilities"] ??= new JsonObject();
        return true;
    }

    private static bool IsReadable(JsonObject initialize)
    {
        try
        {
            return initialize["params"].Deserialize<InitializeRequestParams>(McpJsonUtilities.DefaultOptions) is { ClientInfo: not null, Capabilities: not null };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static Task RefuseAsync(HttpContext context, JsonNode? id)
    {
        var error = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id?.DeepClone(),
            ["error"] = new JsonObject { ["code"] = (int)McpErrorCode.InvalidParams, ["message"] = "The params of initialize are not what the protocol says." },
        };
        return Results.Json(error, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
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
