using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>
/// The form of the token strings that are issued here: a JWT; or a prefix, the JWT and a checksum, so that secret scanners find leaked
/// tokens and a mistyped one is recognized without a look-up. The checksum is public: it proves nothing about a token.
/// </summary>
internal sealed class TokenShape(JwtOptions options)
{
    private const char Separator = '_';
    private const int ChecksumLength = 8;

    // Of two prefixes of which one begins with the other, the longer one is the token's.
    private readonly string[] _longestFirst = [.. PrefixesOf(options).OrderByDescending(prefix => prefix.Length)];

    /// <summary>The prefixes of tokens that are accepted.</summary>
    public IReadOnlyList<string> Prefixes => _longestFirst;

    /// <summary>Returns the token string of a new JWT.</summary>
    public string Of(string jwt) => options.TokenPrefix is { Length: > 0 } prefix ? Of(prefix, jwt) : jwt;

    /// <summary>Returns whether a token has a prefix, but was not copied completely and correctly.</summary>
    public bool IsMistyped(string token) => PrefixOf(token) is { } prefix && !IsComplete(token, prefix);

    /// <summary>Parses a token that is a JWT, or has a prefix and is not mistyped. Returns its form, or why it is malformed, for the log.</summary>
    public (JwtForm? Form, string? Failure) Read(string token)
    {
        if (PrefixOf(token) is not { } prefix)
        {
            return JwtForm.Read(token);
        }

        if (!IsComplete(token, prefix))
        {
            return (null, "the checksum is wrong");
        }

        var (form, failure) = JwtForm.Read(JwtOf(token, prefix));
        return form is null || form.Issuer == options.Issuer ? (form, failure) : (null, "only tokens of JWT_ISSUER have a prefix");
    }

    /// <summary>Returns the hashes of a well-formed token in each form that it could have been issued in: anybody can add and remove a prefix and its checksum.</summary>
    public IReadOnlyList<TokenHash> HashesOf(string token)
    {
        var jwt = PrefixOf(token) is { } prefix ? JwtOf(token, prefix) : token;
        return [TokenHash.Compute(jwt), .. _longestFirst.Select(other => TokenHash.Compute(Of(other, jwt)))];
    }

    private static IEnumerable<string> PrefixesOf(JwtOptions options) =>
        options.PreviousTokenPrefixes.Append(options.TokenPrefix).OfType<string>().Where(prefix => prefix.Length > 0).Distinct(StringComparer.Ordinal);

    private static string Of(string prefix, string jwt) => $"{prefix}{jwt}{Separator}{Checksum(prefix + jwt)}";

    private static string JwtOf(string token, string prefix) => token[prefix.Length..^(ChecksumLength + 1)];

    private static bool IsComplete(string token, string prefix)
    {
        var end = token.Length - ChecksumLength - 1;
        return end > prefix.Length && token[end] == Separator && token.AsSpan(end + 1).SequenceEqual(Checksum(token[..end]));
    }

    private static string Checksum(string text) => Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);

    private string? PrefixOf(string token) => Array.Find(_longestFirst, prefix => token.StartsWith(prefix, StringComparison.Ordinal));
}
