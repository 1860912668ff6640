using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads the JSON body of a request, up to 64 KB. Returns a problem when the body is invalid.</summary>
internal static class JsonBody
{
    private const int MaximumBytes = 64 * 1024;
    private const int PartBytes = 4 * 1024;

    public static async Task<(T? Value, byte[] Bytes, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request,
        JsonTypeInfo<T> type,
        IReadOnlyDictionary<string, string> fields,
        T? whenEmpty = null)
        where T : class
    {
        if (whenEmpty is not null && request.ContentType is null && request.ContentLength is null or 0)
        {
            return (whenEmpty, [], null);
        }

        var (body, problem) = await ReadBytesAsync(request, MaximumBytes, request.HttpContext.RequestAborted);
        if (body is null)
        {
            return (null, [], problem);
        }

        try
        {
            var value = JsonSerializer.Deserialize(body.AsSpan(), type);
            return value is null ? (null, [], Malformed("Must be a JSON object.", "$")) : (value, body, null);
        }
        catch (JsonException exception)
        {
            return (null, [], Explain(exception, fields));
        }
    }

    /// <summary>Reads a body that is sent as JSON. Returns a problem when it is sent in another way, or too large.</summary>
    public static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadBytesAsync(HttpRequest request, int maximumBytes, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return (null, TokenProblems.NotJson());
        }

        try
        {
            return await ReadAtMostAsync(request.Body, maximumBytes, cancellationToken) is { } body ? (body, null) : (null, TooLarge(maximumBytes));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge(maximumBytes));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, Problem("The body could not be read.", exception.StatusCode));
        }
    }

    // Read the body here: the server's own limit would close the connection before the client has read the response. Memory grows with
    // what has arrived, because the length that a request announces proves nothing.
    private static async Task<byte[]?> ReadAtMostAsync(Stream body, int maximumBytes, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var part = new byte[PartBytes];
        while (await body.ReadAsync(part, cancellationToken) is > 0 and var length)
        {
            read.Write(part, 0, length);
            if (read.Length > maximumBytes)
            {
                return null;
            }
        }

        return read.ToArray();
    }

    // The serializer's message names .NET types. The client needs the field and the expected value.
    private static ProblemHttpResult Explain(JsonException exception, IReadOnlyDictionary<string, string> fields)
    {
        if (exception.InnerException is JsonException)
        {
            return Malformed($"The body is not well-formed JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).", "$");
        }

        var path = exception.Path is ['$', '.', .. var below] ? below : "$";
        var field = path.Split('.', '[')[0];
        return exception.Message switch
        {
            var message when message.Contains("could not be mapped", StringComparison.Ordinal) =>
                Malformed($"Unknown field. The known fields are: {string.Join(", ", fields.Keys)}.", path),
            var message when message.Contains("uplicate", StringComparison.Ordinal) => Malformed("The field is repeated.", path),
            _ => Malformed($"Must be {fields.GetValueOrDefault(field, "a JSON object")}.", path),
        };
    }

    // The server's own limit can be lower.
    private static ProblemHttpResult TooLarge(int maximumBytes) =>
        Problem($"The body is too large: at most {maximumBytes / 1024} KB are read.", StatusCodes.Status413PayloadTooLarge);

    private static ProblemHttpResult Malformed(string message, string field) =>
        TokenProblems.Validation(new Dictionary<string, string[]> { [field] = [message] });

    private static ProblemHttpResult Problem(string detail, int status) => TypedResults.Problem(detail, statusCode: status);
}
