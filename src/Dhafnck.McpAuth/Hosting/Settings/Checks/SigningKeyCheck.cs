using System.Text;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the settings of the tokens that are issued here, and the form of every signing key.</summary>
internal static class SigningKeyCheck
{
    public const string MakeKey = "Make one with: openssl rand -base64 48";

    /// <summary>The form of a key, for error messages.</summary>
    public const string KeyForm =
        "A signing key is a single line, whether in a variable, a list or a file: "
        + "white space around it is removed, and it must not contain line breaks or other control characters. "
        + "To join the lines of an openssl output: openssl rand -base64 96 | tr -d '\\n'";

    public static IEnumerable<string> Check(JwtOptions jwt)
    {
        if (jwt.SecretKey is { Length: > 0 } key && Encoding.UTF8.GetByteCount(key) is var length and < JwtOptions.MinimumKeyBytes)
        {
            yield return $"JWT_SECRET_KEY has {length} bytes; HS256 needs at least {JwtOptions.MinimumKeyBytes} (RFC 7518 section 3.2). {MakeKey}";
        }

        if (!IsOneLine(jwt.SecretKey))
        {
            yield return $"JWT_SECRET_KEY contains a line break or another control character. {KeyForm}";
        }

        if (!jwt.PreviousSecretKeys.All(IsOneLine))
        {
            yield return $"A key of JWT_SECRET_KEY_PREVIOUS contains a line break or another control character. {KeyForm}";
        }

        if (jwt.PreviousSecretKeys.Any(previous => Encoding.UTF8.GetByteCount(previous) < JwtOptions.MinimumKeyBytes || previous == jwt.SecretKey))
        {
            yield return $"Each key of JWT_SECRET_KEY_PREVIOUS must have at least {JwtOptions.MinimumKeyBytes} bytes and differ from JWT_SECRET_KEY. "
                + "Separate several keys with commas; put keys that contain a comma in the file of JWT_SECRET_KEY_PREVIOUS_FILE, one key per line.";
        }

        if (jwt.PreviousSecretKeys.Count > 0 && string.IsNullOrEmpty(jwt.SecretKey))
        {
            yield return "JWT_SECRET_KEY_PREVIOUS is set, but JWT_SECRET_KEY is not: "
                + $"previous keys only verify tokens, and JWT_SECRET_KEY signs them. {MakeKey}";
        }

        if (!VisibleAscii.Is(jwt.Issuer))
        {
            yield return $"JWT_ISSUER must have {VisibleAscii.Form}.";
        }

        if (jwt.PreviousTokenPrefixes.Append(jwt.TokenPrefix).FirstOrDefault(prefix => prefix is { Length: > 0 } && !IsPrefix(prefix)) is { } wrong)
        {
            yield return "Jwt.TokenPrefix and each of Jwt.PreviousTokenPrefixes must have 3 to 20 letters, digits and underscores, "
                + $"begin with a letter but not with 'ey', and end with an underscore, such as 'office_'; one is '{ScopeToken.Escape(wrong)}'.";
        }

        if (!jwt.Audiences.All(VisibleAscii.Is))
        {
            yield return $"Each audience of JWT_AUDIENCE must have {VisibleAscii.Form}.";
        }
    }

    private static bool IsPrefix(string prefix) =>
        prefix.Length is >= 3 and <= 20
        && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && char.IsAsciiLetter(prefix[0])
        && prefix[^1] == '_'
        && !prefix.StartsWith("ey", StringComparison.Ordinal);

    /// <summary>Whether a key is a single line, so that a variable, a list and a file can all contain it.</summary>
    public static bool IsOneLine(string? key) => key is null || !key.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
}
