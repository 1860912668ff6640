using System.Globalization;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The <c>jti</c> of a token (RFC 7519 §4.1.7): the record's identifier and the credential's generation.</summary>
internal readonly record struct TokenIdentifier(string TokenId, int Generation)
{
    private const string Prefix = "tok_";
    private const int Length = 36;

    public static string NewTokenId(DateTimeOffset now) => Prefix + Guid.CreateVersion7(now).ToString("N");

    public static bool IsTokenId(string? value) =>
        value is { Length: Length }
        && value.StartsWith(Prefix, StringComparison.Ordinal)
        && value[Prefix.Length..].All(char.IsAsciiHexDigitLower);

    public static TokenIdentifier? Parse(string? jti) =>
        jti?.Split('.') is [var id, var generation]
        && IsTokenId(id)
        && int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? new(id, number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TokenId}.{Generation}");
}
