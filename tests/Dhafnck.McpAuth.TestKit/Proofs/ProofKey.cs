using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.TestKit.Proofs;

/// <summary>A key of a client, which signs DPoP proofs (RFC 9449), well formed or not.</summary>
public sealed class ProofKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly Func<byte[], byte[]> _sign;

    private ProofKey(string algorithm, AsymmetricAlgorithm key, Func<byte[], byte[]> sign, JsonObject jwk)
    {
        (Algorithm, _key, _sign, Jwk) = (algorithm, key, sign, jwk);
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(new JsonObject(jwk.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString())));
    }

    public string Algorithm { get; }

    /// <summary>The required members of the public key (RFC 7638 §3.2).</summary>
    public JsonObject Jwk { get; }

    /// <summary>The SHA-256 thumbprint of the public key (RFC 7638).</summary>
    public string Thumbprint { get; }

    /// <summary>Makes a key for an algorithm of RFC 7518 §3.1.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="rsaBits">The size of an RSA key.</param>
    public static ProofKey Create(string algorithm = "ES256", int rsaBits = 2048)
    {
        var hash = new HashAlgorithmName($"SHA{algorithm[2..]}");
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            var curve = algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
            var key = ECDsa.Create(curve);
            var point = key.ExportParameters(false).Q;
            return new(algorithm, key, input => key.SignData(input, hash), new()
            {
                ["kty"] = "EC",
                ["crv"] = $"P-{(algorithm == "ES512" ? "521" : algorithm[2..])}",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            });
        }

        var rsa = RSA.Create(rsaBits);
        var padding = algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var parameters = rsa.ExportParameters(false);
        return new(algorithm, rsa, input => rsa.SignData(input, hash, padding), new()
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        });
    }

    /// <summary>Signs a proof for a request.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="url">The URL of the request.</param>
    /// <param name="token">The token of the request.</param>
    /// <param name="now">The time of the proof.</param>
    /// <param name="change">What is different in its header and claims.</param>
    public string Prove(string method, string url, string token, DateTimeOffset now, Action<JsonObject, JsonObject>? change = null)
    {
        var header = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = Algorithm, ["jwk"] = Jwk.DeepClone() };
        var claims = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["htm"] = method,
            ["htu"] = url,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token))),
        };
        change?.Invoke(header, claims);
        return Sign(header.ToJsonString(), claims.ToJsonString());
    }

    /// <summary>Signs a header and claims as they are written.</summary>
    public string Sign(string header, string claims)
    {
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{input}.{Base64Url.EncodeToString(_sign(Encoding.UTF8.GetBytes(input)))}";
    }

    public void Dispose() => _key.Dispose();
}
