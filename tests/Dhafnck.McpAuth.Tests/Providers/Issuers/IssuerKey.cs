using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>A key pair of an issuer: what it publishes, and what it signs.</summary>
internal sealed class IssuerKey(string keyId, string algorithm, AsymmetricAlgorithm pair)
{
    public string KeyId => keyId;

    public string Algorithm => algorithm;

    public AsymmetricAlgorithm Pair => pair;

    public static IssuerKey Make(string keyId, string algorithm, int rsaBits = 2048) => new(keyId, algorithm, algorithm switch
    {
        "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(rsaBits),
    });

    /// <summary>The same pair under another name, or for another algorithm.</summary>
    public IssuerKey As(string? newKeyId = null, string? newAlgorithm = null) => new(newKeyId ?? keyId, newAlgorithm ?? algorithm, pair);

    /// <summary>A JWT with these claims, and a header of its own if it says one.</summary>
    public string Sign(string claims, string? header = null) =>
        RawJwt.Sign(header ?? $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{keyId}}"}""", claims, Sign);

    public byte[] Sign(byte[] input)
    {
        var hash = algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        return pair switch
        {
            ECDsa curve => curve.SignData(input, hash),
            RSA rsa => rsa.SignData(input, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new NotSupportedException(algorithm),
        };
    }

    /// <summary>The public half as a JWK (RFC 7517), some members of it replaced.</summary>
    public JsonObject ToJwk(params (string Name, JsonNode? Value)[] replaced)
    {
        var jwk = new JsonObject { ["kid"] = keyId, ["use"] = "sig", ["alg"] = algorithm };
        if (pair is ECDsa curve)
        {
            var parameters = curve.ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "EC";
            jwk["crv"] = $"P-{curve.KeySize}";
            jwk["x"] = RawJwt.Encode(parameters.Q.X);
            jwk["y"] = RawJwt.Encode(parameters.Q.Y);
        }
        else
        {
            var parameters = ((RSA)pair).ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "RSA";
            jwk["n"] = RawJwt.Encode(parameters.Modulus);
            jwk["e"] = RawJwt.Encode(parameters.Exponent);
        }

        foreach (var (name, value) in replaced)
        {
            if (value is null)
            {
                jwk.Remove(name);
            }
            else
            {
                jwk[name] = value;
            }
        }

        return jwk;
    }
}
