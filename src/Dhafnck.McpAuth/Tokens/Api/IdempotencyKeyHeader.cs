using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The header <c>Idempotency-Key</c>, by which a client may send a request again without doing it twice.</summary>
internal static class IdempotencyKeyHeader
{
    public const string Name = "Idempotency-Key";

    private const int MaximumLength = 200;

    /// <summary>The key of a request and the hash of what the request asks for; or what is wrong with it.</summary>
    public static (IdempotencyKey? Key, IResult? Problem) Read(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var values = request.Headers[Name];
        if (values.Count == 0)
        {
            return (null, null);
        }

        return values is [{ Length: > 0 and <= MaximumLength } key] && key.All(c => c is > ' ' and <= '~')
            ? (new(key, TokenHash.Of($"{request.Method} {request.Path.Value?.TrimEnd('/')}\n{Encoding.Latin1.GetString(body)}")), null)
            : (null, TokenProblems.Validation(new Dictionary<string, string[]> { [Name] = [$"Must be one text of 1 to {MaximumLength} visible ASCII characters."] }));
    }
}
