using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// What a token says before anybody has checked its signature, once its form is that of a JWT (RFC 7519) in exactly one
/// spelling: enough to choose who verifies it, and nothing to go by.
/// </summary>
internal sealed class JwtForm
{
    /// <summary>The longest token: as long as the header may be.</summary>
    public const int MaximumLength = 8192;

    public const string NotCompact = "not three base64url segments of bounded length";

    // What signs an access token nests little; what does not stop nesting means harm.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private JwtForm(string token, JwtHeader header, string issuer, bool isAnotherKind)
    {
        Token = token;
        Algorithm = header.Algorithm;
        Type = header.Type;
        KeyId = header.KeyId;
        Issuer = issuer;
        IsAnotherKind = isAnotherKind;
    }

    /// <summary>The token string.</summary>
    public string Token { get; }

    /// <summary>The header's <c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>typ</c>.</summary>
    public string? Type { get; }

    /// <summary>The header's <c>kid</c>.</summary>
    public string? KeyId { get; }

    /// <summary>The claim <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>Whether it has a claim that access tokens do not have, and ID tokens, logout tokens and security events do.</summary>
    public bool IsAnotherKind { get; }

    /// <summary>The form of a token; or what is wrong with it, for the log.</summary>
    public static (JwtForm? Form, string? Failure) Read(string token)
    {
        Span<Range> segments = stackalloc Range[4];
        if (token.Length > MaximumLength || token.AsSpan().Split(segments, '.') != 3 || DecodeExactly(token.AsSpan()[segments[2]]) is not { Length: > 0 })
        {
            return (null, NotCompact);
        }

        try
        {
            using var header = Parse(token.AsSpan()[segments[0]]);
            using var claims = Parse(token.AsSpan()[segments[1]]);
            if (header is null || claims is null)
            {
                return (null, NotCompact);
            }

            var (read, failure) = JwtHeader.Read(header.RootElement);
            failure ??= JwtClaimForms.Check(claims.RootElement);
            return failure is null
                ? (new(token, read!, claims.RootElement.GetProperty("iss").GetString()!, JwtClaimForms.IsAnotherKind(claims.RootElement)), null)
                : (null, failure);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, "the header or the claims are not one JSON object, each name once");
        }
    }

    private static JsonDocument? Parse(ReadOnlySpan<char> segment) =>
        DecodeExactly(segment) is not { } bytes ? null
        : Utf8.IsValid(bytes) && JsonDocument.Parse(bytes, Strict) is { RootElement.ValueKind: JsonValueKind.Object } document ? document
        : throw new JsonException();

    // RFC 7515 section 2: no padding, no white space; and of the bits that the last character leaves over, none set.
    private static byte[]? DecodeExactly(ReadOnlySpan<char> segment)
    {
        const int OnStack = 512;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(segment.Length)];
        Span<char> again = segment.Length <= OnStack ? stackalloc char[OnStack] : new char[segment.Length];
        return Base64Url.DecodeFromChars(segment, bytes, out _, out var length) == OperationStatus.Done
            && Base64Url.TryEncodeToChars(bytes.AsSpan(0, length), again, out var characters)
            && segment.SequenceEqual(again[..characters])
                ? bytes[..length]
                : null;
    }
}
