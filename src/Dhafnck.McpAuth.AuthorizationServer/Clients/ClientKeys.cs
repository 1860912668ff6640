using System.Buffers.Text;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Reads the public keys with which a client signs its assertions (RFC 7517 §5, RFC 7523 §2.2).</summary>
internal static class ClientKeys
{
    private const int MaximumCount = 20;
    private const int MinimumRsaBits = 2048;
    private const int MaximumRsaBits = 8192;

    // 65537 has 3 bytes. A long exponent makes each verification slow.
    private const int MaximumExponentBytes = 8;

    /// <summary>Reads a JWK set, and keeps of its keys what a signature needs.</summary>
    /// <returns>The keys, or a refusal.</returns>
    public static (JsonWebKeySet? Keys, string? Refusal) Read(string json)
    {
        JsonWebKeySet published;
        try
        {
            published = JsonWebKeySet.Create(json);
        }
        catch (ArgumentException)
        {
            return (null, "The client's keys are not a JWK set (RFC 7517 section 5).");
        }

        if (published.Keys.Count > MaximumCount)
        {
            return (null, $"The client's JWK set has more than {MaximumCount} keys.");
        }

        if (published.Keys.Any(key => key.D is not null || key.Kty == JsonWebAlgorithmsKeyTypes.Octet))
        {
            return (null, "The client's JWK set contains a private or symmetric key. Publish public keys only.");
        }

        var keys = new JsonWebKeySet();
        foreach (var key in published.Keys.Where(IsUsable))
        {
            keys.Keys.Add(PublicPart(key));
        }

        return keys.Keys.Count > 0 ? (keys, null)
            : (null, $"The client's JWK set has no key that verifies signatures: an EC key on P-256, P-384 or P-521, or an RSA key of {MinimumRsaBits} to {MaximumRsaBits} bits.");
    }

    private static bool IsUsable(JsonWebKey key) => key.Use is null or "" or JsonWebKeyUseNames.Sig && key.Kty switch
    {
        JsonWebAlgorithmsKeyTypes.EllipticCurve => LengthOn(key.Crv) is { } length && BytesOf(key.X) == length && BytesOf(key.Y) == length,
        JsonWebAlgorithmsKeyTypes.RSA => BytesOf(key.N) is >= MinimumRsaBits / 8 and <= MaximumRsaBits / 8 && BytesOf(key.E) is > 0 and <= MaximumExponentBytes,
        _ => false,
    };

    // The length of a coordinate, RFC 7518 section 6.2.1.2.
    private static int? LengthOn(string? curve) => curve switch
    {
        JsonWebKeyECTypes.P256 => 32,
        JsonWebKeyECTypes.P384 => 48,
        JsonWebKeyECTypes.P521 => 66,
        _ => null,
    };

    private static int? BytesOf(string? text) => Base64Url.IsValid(text, out var length) ? length : null;

    private static JsonWebKey PublicPart(JsonWebKey key) => new()
    {
        Kty = key.Kty,
        Use = JsonWebKeyUseNames.Sig,
        Kid = key.Kid,
        Alg = key.Alg,
        Crv = key.Crv,
        X = key.X,
        Y = key.Y,
        N = key.N,
        E = key.E,
    };
}
