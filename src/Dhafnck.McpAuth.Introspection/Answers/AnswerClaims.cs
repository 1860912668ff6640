using System.Globalization;
using System.Text.Json;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>Makes an access token of the claims that an issuer returned about a token.</summary>
internal sealed class AnswerClaims(ExternalIssuerOptions issuer, TimeProvider time)
{
    private const int MaximumSubjectLength = 255;

    // 9999-12-31T23:59:59Z, the maximum of DateTimeOffset.
    private const double LastNumericDate = 253402300799;

    // For the clock difference between two systems. It does not extend the lifetime of tokens.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly IssuerClaimReader _reader = new(issuer);

    public RemoteAnswer Read(JsonElement claims)
    {
        if (TextOf(claims, "sub") is not { Length: > 0 and <= MaximumSubjectLength } subject || subject.Any(char.IsControl))
        {
            return RemoteAnswer.Refused($"sub is not a string of 1 to {MaximumSubjectLength} characters without control characters");
        }

        if (!TryReadDate(claims, "exp", out var end) || !TryReadDate(claims, "nbf", out var begin))
        {
            return RemoteAnswer.Refused("exp or nbf is not a number of seconds");
        }

        var now = time.GetUtcNow();
        return end <= now ? RemoteAnswer.Refused("it has expired")
            : begin > now + ClockSkew ? RemoteAnswer.Refused("not valid yet")
            : _reader.FindMismatch(claims, out var keyThumbprint) is { } mismatch ? RemoteAnswer.Refused(mismatch)
            : RemoteAnswer.Active(new()
            {
                Subject = subject,
                Issuer = issuer.Issuer,
                Audience = _reader.ReadAudience(claims),
                ExpiresAt = end,
                Scopes = _reader.ReadScopes(claims),
                KeyThumbprint = keyThumbprint,
            });
    }

    public static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Google writes its numbers as strings.
    private static bool TryReadDate(JsonElement claims, string name, out DateTimeOffset? date)
    {
        date = null;
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out var seconds) && Set(seconds, out date),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Set(seconds, out date),
            _ => false,
        };
        return isNumber;
    }

    private static bool Set(double seconds, out DateTimeOffset? date)
    {
        date = seconds is >= 0 and <= LastNumericDate ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
        return date is not null;
    }
}
