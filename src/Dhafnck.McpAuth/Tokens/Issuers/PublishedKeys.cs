using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// The keys of a JWK set that can verify signatures: public, intended for this use, and of sufficient size. Other keys are
/// skipped, so that one unreadable key does not disable the rest (RFC 7517 §5).
/// </summary>
internal sealed class PublishedKeys
{
    private const int MinimumRsaBits = 2048;

    private readonly PublishedKey[] _keys;

    private PublishedKeys(PublishedKey[] keys, int skipped)
    {
        _keys = keys;
        Skipped = skipped;
    }

    /// <summary>The number of usable keys.</summary>
    public int Count => _keys.Length;

    /// <summary>The number of skipped keys.</summary>
    public int Skipped { get; }

    /// <summary>Parses a JWK set.</summary>
    /// <exception cref="FormatException">The document is not a JWK set.</exception>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static PublishedKeys Parse(string document)
    {
        using var json = JsonDocument.Parse(document);
        if (json.RootElement is not { ValueKind: JsonValueKind.Object } set || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("The document is not a JWK set: it has no array 'keys'.");
        }

        PublishedKey[] usable = [.. keys.EnumerateArray().Select(TryRead).OfType<PublishedKey>()];
        return new(usable, keys.GetArrayLength() - usable.Length);
    }

    /// <summary>Returns whether a key has this identifier.</summary>
    public bool Contains(string? keyId) => keyId is null || _keys.Any(key => key.KeyId == keyId);

    /// <summary>
    /// Returns the keys that a token with this header can be signed with: those with its <c>kid</c>, or all without one, that fit
    /// the algorithm.
    /// </summary>
    public IReadOnlyList<SecurityKey> Find(string? keyId, string algorithm) =>
        [.. _keys.Where(key => (keyId is null || key.KeyId == keyId) && key.Verifies(algorithm)).Select(key => key.Key)];

    private static PublishedKey? TryRead(JsonElement element)
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

    private sealed record PublishedKey(string? KeyId, string? Algorithm, int? CurveBits, SecurityKey Key)
    {
        // A key is for one algorithm (RFC 8725 section 3.1), and each ECDSA curve for one algorithm (RFC 7518 section 3.4).
        public bool Verifies(string algorithm) => (Algorithm ?? algorithm) == algorithm && CurveBits == IssuerAlgorithms.CurveBits(algorithm);
    }
}
