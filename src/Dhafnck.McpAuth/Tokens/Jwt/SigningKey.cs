using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Converts the keys of <see cref="JwtOptions"/> to IdentityModel's types, and defines the algorithm and token type that go with them.</summary>
internal static class SigningKey
{
    public const string Algorithm = SecurityAlgorithms.HmacSha256;

    // RFC 9068 section 2.1: this type tells the token apart from other JWTs signed with the same key (RFC 8725 section 3.11).
    public const string TokenType = "at+jwt";

    private const int FingerprintBytes = 8;

    /// <summary>Returns the signing key, or <see langword="null"/> when none is configured.</summary>
    public static SymmetricSecurityKey? From(JwtOptions options) => options.SecretKey is { Length: > 0 } secret ? From(secret) : null;

    /// <summary>Returns the keys that verify: the signing key and the earlier ones.</summary>
    public static IReadOnlyList<SymmetricSecurityKey> AllFrom(JwtOptions options) =>
        From(options) is { } current ? [current, .. options.PreviousSecretKeys.Select(From)] : [];

    /// <summary>
    /// Returns the <c>kid</c> of a key: a MAC made with the key, which reveals no more about it than any token does. The signed
    /// text is not base64url, so no token can contain the same input.
    /// </summary>
    public static string Fingerprint(ReadOnlySpan<byte> key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, "Dhafnck.McpAuth: the identifier of a signing key"u8).AsSpan(0, FingerprintBytes));

    private static SymmetricSecurityKey From(string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        return new(key) { KeyId = Fingerprint(key) };
    }
}
