using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers.Signatures;

/// <summary>A public key of a JWK (RFC 7517 §4) that can verify signatures.</summary>
internal sealed record PublishedKey(string? KeyId, string? Algorithm, int? CurveBits, SecurityKey Key)
{
    private const int MinimumRsaBits = 2048;

    /// <summary>Reads a key of a JWK set. Returns <see langword="null"/> for a key that cannot be used.</summary>
    public static PublishedKey? TryRead(JsonElement element)
    {
        try
        {
            return Read(new(element.GetRawText()));
        }
        catch (Exception)
        {
            // An invalid key, such as one with a numeric 'kid', must not disable the others.
            return null;
        }
    }

    // A key is for one algorithm (RFC 8725 section 3.1), and each ECDSA curve for one algorithm (RFC 7518 section 3.4).
    public bool Verifies(string algorithm) => (Algorithm ?? algorithm) == algorithm && CurveBits == IssuerAlgorithms.CurveBits(algorithm);

    private static PublishedKey? Read(JsonWebKey key)
    {
        // RFC 7517 sections 4.2 to 4.4: respect the intended use that the key states.
        if (key.Use is not (null or "" or "sig") || (key.KeyOps.Count > 0 && !key.KeyOps.Contains("verify")))
        {
            return null;
        }

        if (!string.IsNullOrEmpty(key.N))
        {
            // The key is defined by 'n' and 'e' (RFC 7518 section 6.3.1). IdentityModel prefers the certificate, and nothing checks that it
            // contains the same key.
            key.X5c.Clear();
        }

        if (!JsonWebKeyConverter.TryConvertToSecurityKey(key, out var converted))
        {
            return null;
        }

        var bits = converted switch
        {
            ECDsaSecurityKey curve => curve.KeySize,
            AsymmetricSecurityKey and { KeySize: >= MinimumRsaBits } => 0,
            _ => -1,
        };
        return bits < 0 ? null : new(key.Kid, string.IsNullOrEmpty(key.Alg) ? null : key.Alg, bits == 0 ? null : bits, converted);
    }
}
