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

    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, IReadOnlyDictionary<string, string> fields)
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
            return value is null ? (null, Malformed("Must be a JSON object.", "$")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Explain(exception, fields));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem($"The body is larger than {MaximumBytes / 1024} KB.", StatusCodes.Status413PayloadTooLarge)
                : Problem("The body could not be read.", StatusCodes.Status400BadRequest));
        }
    }

    // The serializer's own message names .NET types; which field it is and what belongs there is what helps.
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
                Malformed($"There is no such field. There are: {string.Join(", ", fields.Keys)}.", path),
            var message when message.Contains("uplicate", StringComparison.Ordinal) => Malformed("The field is given twice.", path),
            _ => Malformed($"Must be {fields.GetValueOrDefault(field, "a JSON object")}.", path),
        };
    }

    private static ProblemHttpResult Malformed(string message, string field) =>
        TokenProblems.Validation(new Dictionary<string, string[]> { [field] = [message] });

    private static ProblemHttpResult Problem(string detail, int status) => TypedResults.Problem(detail, statusCode: status);
}
