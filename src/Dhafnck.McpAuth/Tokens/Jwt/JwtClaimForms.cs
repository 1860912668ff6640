using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Checks that the registered claims (RFC 7519 §4.1) have an allowed type and size.</summary>
internal static class JwtClaimForms
{
    private const int MaximumSubjectLength = 255;

    // 9999-12-31T23:59:59Z, the maximum of DateTimeOffset.
    private const double LastNumericDate = 253402300799;

    // Claims of ID tokens, logout tokens and security events (OpenID Connect Core section 2, RFC 8417 section 2.2). The same key can sign
    // them, but they are not access tokens (RFC 8725 section 3.12).
    private static readonly string[] OfOtherKinds = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    public static bool IsAnotherKind(JsonElement claims) => OfOtherKinds.Any(name => claims.TryGetProperty(name, out _));

    /// <summary>Returns why the claims are malformed, for the log, or <see langword="null"/>.</summary>
    public static string? Check(JsonElement claims) =>
        !HasText(claims, "iss") ? "iss is not a string"
        : !claims.TryGetProperty("sub", out var subject) || !IsSubject(subject) ? $"sub is not a string of 1 to {MaximumSubjectLength} characters without control characters"
        : claims.TryGetProperty("aud", out var audience) && !IsAudience(audience) ? "aud is neither a string nor a list of strings"
        : !HasDates(claims) ? "exp is missing, or exp, nbf or iat is not a number of seconds"
        : claims.TryGetProperty("jti", out _) && !HasText(claims, "jti") ? "jti is not a string"
        : null;

    private static bool HasText(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 };

    private static bool IsSubject(JsonElement subject) =>
        subject.ValueKind == JsonValueKind.String
        && subject.GetString() is { Length: > 0 and <= MaximumSubjectLength } text
        && !text.Any(char.IsControl);

    private static bool IsAudience(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() is { Length: > 0 },
        JsonValueKind.Array => audience.GetArrayLength() > 0 && audience.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 }),
        _ => false,
    };

    private static bool HasDates(JsonElement claims) =>
        claims.TryGetProperty("exp", out var end) && IsNumericDate(end)
        && (!claims.TryGetProperty("nbf", out var begin) || IsNumericDate(begin))
        && (!claims.TryGetProperty("iat", out var issued) || IsNumericDate(issued));

    private static bool IsNumericDate(JsonElement date) =>
        date.ValueKind == JsonValueKind.Number && date.TryGetDouble(out var seconds) && seconds is >= 0 and <= LastNumericDate;
}
