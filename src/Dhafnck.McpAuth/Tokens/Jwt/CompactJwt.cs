using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The unverified header and claims of a signed JWT in compact serialization (RFC 7515 §7.1) and canonical encoding.</summary>
internal sealed class CompactJwt : IDisposable
{
    /// <summary>The maximum length in characters, equal to that of the Authorization header.</summary>
    public const int MaximumLength = 8192;

    public const string NotCompact = "not three base64url segments of bounded length";

    /// <summary>An escape sequence of a text is half a character, which JsonElement notices when the text is read.</summary>
    public const string NotUnicode = "a text of the header or the claims is not Unicode";

    // Tokens are barely nested. Deep nesting indicates an attack.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;

    private CompactJwt(JsonDocument header, JsonDocument claims)
    {
        _header = header;
        _claims = claims;
    }

    /// <summary>The header, a JSON object. It must not be used after <see cref="Dispose"/>.</summary>
    public JsonElement Header => _header.RootElement;

    /// <summary>The claims, a JSON object. They must not be used after <see cref="Dispose"/>.</summary>
    public JsonElement Claims => _claims.RootElement;

    /// <summary>Parses a token. Returns its parts, or why it is malformed, for the log.</summary>
    public static (CompactJwt? Jwt, string? Failure) Read(string token)
    {
        Span<Range> segments = stackalloc Range[4];
        if (token.Length > MaximumLength || token.AsSpan().Split(segments, '.') != 3 || DecodeExactly(token.AsSpan()[segments[2]]) is not { Length: > 0 })
        {
            return (null, NotCompact);
        }

        JsonDocument? header = null;
        try
        {
            header = Parse(token.AsSpan()[segments[0]]);
            if (header is not null && Parse(token.AsSpan()[segments[1]]) is { } claims)
            {
                return (new(header, claims), null);
            }

            header?.Dispose();
            return (null, NotCompact);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            header?.Dispose();
            return (null, "the header or the claims are not a JSON object with unique names");
        }
    }

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
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
