using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The header parameters (RFC 7515 §4.1) that the verification uses. All others are ignored.</summary>
internal sealed record JwtHeader(string Algorithm, string? Type, string? KeyId)
{
    // These change how the rest is read: critical extensions, unencoded payloads (RFC 7797) and encryption.
    private static readonly string[] Refused = ["crit", "b64", "enc", "zip"];

    public static (JwtHeader? Header, string? Failure) Read(JsonElement header)
    {
        if (Refused.Any(name => header.TryGetProperty(name, out _)))
        {
            return (null, "the header has crit, b64, enc or zip");
        }

        return TryGetText(header, "alg", out var algorithm) && algorithm is not null
            && TryGetText(header, "typ", out var type)
            && TryGetText(header, "kid", out var keyId)
                ? (new(algorithm, type, keyId), null)
                : (null, "alg, typ or kid of the header is not a string");
    }

    private static bool TryGetText(JsonElement header, string name, out string? text)
    {
        text = null;
        if (!header.TryGetProperty(name, out var value))
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }
}
