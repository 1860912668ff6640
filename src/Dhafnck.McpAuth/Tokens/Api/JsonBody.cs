using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Reads a request's JSON, at most 64 KB of it, or says as a problem why it cannot be read.</summary>
internal static class JsonBody
{
    private const int MaximumBytes = 64 * 1024;

    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem("Send the request as JSON, with the header 'Content-Type: application/json'.", StatusCodes.Status415UnsupportedMediaType));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumBytes;
        }

        try
        {
            var value = await JsonSerializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted);
            return value is null ? (null, Malformed("The body is null; send a JSON object.", "$")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Malformed(Describe(exception), exception.Path ?? "$"));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem($"The body is larger than {MaximumBytes / 1024} KB.", StatusCodes.Status413PayloadTooLarge)
                : Problem("The body could not be read.", StatusCodes.Status400BadRequest));
        }
    }

    // The serializer's own message names .NET types; the place is what helps.
    private static string Describe(JsonException exception) => exception switch
    {
        { Message: var message } when message.Contains("could not be mapped", StringComparison.Ordinal) => "There is no such field.",
        { Message: var message } when message.Contains("uplicate", StringComparison.Ordinal) => "The field is given twice.",
        { InnerException: not null } or { Path: null or "$" } => $"The body is not well-formed JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
        _ => "The value is not of the right type.",
    };

    private static ProblemHttpResult Malformed(string message, string path)
    {
        var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        return TokenProblems.Validation(new Dictionary<string, string[]> { [field] = [message] });
    }

    private static ProblemHttpResult Problem(string detail, int status) => TypedResults.Problem(detail, statusCode: status);
}
