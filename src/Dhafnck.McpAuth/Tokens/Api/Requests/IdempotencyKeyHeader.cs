using System.Text;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads the header <c>Idempotency-Key</c>, which lets a client safely repeat a request.</summary>
internal static class IdempotencyKeyHeader
{
    public const string Name = "Idempotency-Key";

    private const int MaximumLength = 200;

    /// <summary>Returns the key and the hash of the request's content, or a problem when the header is invalid.</summary>
    public static (IdempotencyKey? Key, IResult? Problem) Read(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var values = request.Headers[Name];
        if (values.Count == 0)
        {
            return (null, null);
        }

        return values is [{ Length: > 0 and <= MaximumLength } key] && key.All(c => c is > ' ' and <= '~')
            ? (new() { Key = key, Fingerprint = FingerprintOf(request, body) }, null)
            : (null, TokenProblems.Validation(new Dictionary<string, string[]> { [Name] = [$"Must be a single value of 1 to {MaximumLength} visible ASCII characters."] }));
    }

    private static TokenHash FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body) =>
        TokenHash.Compute($"{request.Method} {request.Path.Value?.TrimEnd('/')}\n{Encoding.Latin1.GetString(body)}");
}
