using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The key that a token is bound to: the claim <c>cnf</c> (RFC 7800 §3) with the JWK thumbprint <c>jkt</c> (RFC 9449 §6.1).</summary>
internal static class KeyConfirmation
{
    public const string Claim = "cnf";
    public const string Thumbprint = "jkt";

    // 32 bytes in base64url without padding.
    private const int ThumbprintLength = 43;

    /// <summary>Returns the value of the claim for a thumbprint.</summary>
    public static Dictionary<string, object> Of(string thumbprint) => new() { [Thumbprint] = thumbprint };

    /// <summary>Whether a text is a SHA-256 thumbprint of a JWK (RFC 7638 §3) in canonical base64url.</summary>
    public static bool IsThumbprint(string? text)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        Span<char> again = stackalloc char[ThumbprintLength];

        // The length comes first: another text can be longer than the buffer, and then the method throws.
        return text?.Length == ThumbprintLength
            && Base64Url.IsValid(text, out var length)
            && length == bytes.Length
            && Base64Url.TryDecodeFromChars(text, bytes, out _)
            && Base64Url.TryEncodeToChars(bytes, again, out _)
            && again.SequenceEqual(text);
    }

    /// <summary>
    /// Reads the thumbprint that claims name. It is <see langword="null"/> without the claim.
    /// </summary>
    /// <returns><see langword="false"/> if the token is bound to something that is not a thumbprint, such as a certificate.</returns>
    public static bool TryRead(JsonElement claims, out string? thumbprint)
    {
        thumbprint = null;
        if (!claims.TryGetProperty(Claim, out var confirmation) || confirmation.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        thumbprint = confirmation.ValueKind == JsonValueKind.Object
            && confirmation.TryGetProperty(Thumbprint, out var text)
            && text.ValueKind == JsonValueKind.String
            && IsThumbprint(text.GetString())
                ? text.GetString()
                : null;
        return thumbprint is not null;
    }
}
