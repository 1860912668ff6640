using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The keys of a JWK set that signatures can be verified with: public ones, for this use, of a size to rely on.</summary>
internal sealed class PublishedKeys(JsonWebKeySet set)
{
    private const int MinimumRsaBits = 2048;

    private readonly PublishedKey[] _keys = [.. set.Keys.Select(Read).OfType<PublishedKey>()];

    /// <summary>How many there are.</summary>
    public int Count => _keys.Length;

    /// <summary>Whether one of them is called this.</summary>
    public bool Contains(string? keyId) => keyId is null || _keys.Any(key => key.KeyId == keyId);

    /// <summary>Those that a token with this header can have been signed with: of the <c>kid</c>, or any where it has none, and fit for the algorithm.</summary>
    public IReadOnlyList<SecurityKey> Find(string? keyId, string algorithm) =>
        [.. _keys.Where(key => (keyId is null || key.KeyId == keyId) && key.Verifies(algorithm)).Select(key => key.Key)];

    // RFC 7517 sections 4.2 to 4.4: what a key says that it is for, it is for.
    private static PublishedKey? Read(JsonWebKey key)
    {
        if (key.Use is not (null or "" or "sig") || (key.KeyOps.Count > 0 && !key.KeyOps.Contains("verify")) || !JsonWebKeyConverter.TryConvertToSecurityKey(key, out var converted))
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
        // A key goes with one algorithm (RFC 8725 section 3.1), and a curve with one of ECDSA's (RFC 7518 section 3.4).
        public bool Verifies(string algorithm) => (Algorithm ?? algorithm) == algorithm && CurveBits == IssuerAlgorithms.CurveBits(algorithm);
    }
}
