using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Whether the registered claims (RFC 7519 §4.1) are of the types and sizes that they may have.</summary>
internal static class JwtClaimForms
{
    private const int MaximumSubjectLength = 255;

    // 9999-12-31T23:59:59Z, the last moment that a DateTimeOffset can say.
    private const double LastNumericDate = 253402300799;

    // OpenID Connect Core section 2, RFC 8417 section 2.2: the same signature, and nothing to open a server with (RFC 8725 section 3.12).
    private static readonly string[] OfOtherKinds = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    public static bool IsAnotherKind(JsonElement claims) => OfOtherKinds.Any(name => claims.TryGetProperty(name, out _));

    /// <summary>What is wrong with the claims, for the log.</summary>
    public static string? Check(JsonElement claims) =>
        !HasText(claims, "iss") ? "iss is not one string"
        : !claims.TryGetProperty("sub", out var subject) || !IsSubject(subject) ? $"sub is not one string of 1 to {MaximumSubjectLength} characters, none of them a control character"
        : !claims.TryGetProperty("aud", out var audience) || !IsAudience(audience) ? "aud is neither a string nor a list of strings"
        : !HasDates(claims) ? "exp is missing, or exp, nbf or iat is not a number of seconds"
        : claims.TryGetProperty("jti", out _) && !HasText(claims, "jti") ? "jti is not one string"
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
