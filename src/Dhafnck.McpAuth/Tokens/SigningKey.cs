using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The keys of <see cref="JwtOptions"/> as IdentityModel takes them, and what is pinned with them.</summary>
internal static class SigningKey
{
    public const string Algorithm = SecurityAlgorithms.HmacSha256;

    // RFC 9068 section 2.1: what is typed so cannot be mistaken for another JWT signed with the same key (RFC 8725 section 3.11).
    public const string TokenType = "at+jwt";

    private const int FingerprintBytes = 8;

    /// <summary>The key that signs, if there is one.</summary>
    public static SymmetricSecurityKey? From(JwtOptions options) => options.SecretKey is { Length: > 0 } secret ? From(secret) : null;

    /// <summary>The keys that verify: the one that signs, and those that signed before it.</summary>
    public static IReadOnlyList<SymmetricSecurityKey> AllFrom(JwtOptions options) =>
        From(options) is { } current ? [current, .. options.PreviousSecretKeys.Select(From)] : [];

    /// <summary>
    /// The <c>kid</c> of a key: a MAC made with it, so that it tells of the key no more than any token does. No token
    /// has what is signed here, for it is not base64url.
    /// </summary>
    public static string Fingerprint(ReadOnlySpan<byte> key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, "Dhafnck.McpAuth: the identifier of a signing key"u8).AsSpan(0, FingerprintBytes));

    private static SymmetricSecurityKey From(string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        return new(key) { KeyId = Fingerprint(key) };
    }
}
