using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>
/// The unverified content of a well-formed JWT (RFC 7519) in canonical encoding. It is enough to choose the verifier, but must
/// not be trusted.
/// </summary>
internal sealed class JwtForm
{
    /// <summary>The maximum token length in characters, equal to that of the Authorization header.</summary>
    public const int MaximumLength = 8192;

    public const string ClientIdClaim = "client_id";

    public const string NotCompact = "not three base64url segments of bounded length";

    // Access tokens are barely nested. Deep nesting indicates an attack.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private JwtForm(string token, JwtHeader header, JsonElement claims)
    {
        Token = token;
        Algorithm = header.Algorithm;
        Type = header.Type;
        KeyId = header.KeyId;
        Issuer = claims.GetProperty("iss").GetString()!;
        IsAnotherKind = JwtClaimForms.IsAnotherKind(claims);
        HasClient = claims.TryGetProperty(ClientIdClaim, out _);
        Claims = claims.Clone();
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

    /// <summary>Whether the token has a claim that only ID tokens, logout tokens and security events have.</summary>
    public bool IsAnotherKind { get; }

    /// <summary>All claims.</summary>
    public JsonElement Claims { get; }

    /// <summary>Whether the token names the OAuth client that it is issued to.</summary>
    public bool HasClient { get; }

    /// <summary>Parses a token. Returns its form, or why it is malformed, for the log.</summary>
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
                ? (new(token, read!, claims.RootElement), null)
                : (null, failure);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, "the header or the claims are not a JSON object with unique names");
        }
    }

    private static JsonDocument? Parse(ReadOnlySpan<char> segment) =>
        DecodeExactly(segment) is not { } bytes ? null
        : Utf8.IsValid(bytes) && JsonDocument.Parse(bytes, Strict) is { RootElement.ValueKind: JsonValueKind.Object } document ? document
        : throw new JsonException();

    // RFC 7515 section 2: no padding and no white space. The unused bits of the last character must be zero.
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
