using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Samples;
using Dhafnck.McpAuth.Tests.Providers.Issuers;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>The vectors of C2SP/wycheproof for JSON Web Signatures, from a clone of it beside this repository.</summary>
internal static class JwsVectors
{
    private const string Name = "json_web_signature_test.json";

    private static readonly string Parent = Path.GetFullPath(Path.Combine(Repository.Root, ".."));

    private static readonly string? File = new[] { Path.Combine("wycheproof", "testvectors_v1", Name), Path.Combine("wycheproof", "testvectors", Name), Path.Combine("shared", "vectors", Name) }
        .Select(file => Path.Combine(Parent, file))
        .FirstOrDefault(System.IO.File.Exists);

    /// <summary>One group: a key pair as JWKs, and what was signed with it, or not.</summary>
    public sealed record Group(JsonObject? Public, JsonObject Private, Vector[] Vectors)
    {
        public string KeyType => Private["kty"]!.GetValue<string>();

        /// <summary>The pair, for an algorithm of its kind.</summary>
        public IssuerKey Key(string algorithm) => new(Text("kid"), algorithm, KeyType == "RSA" ? RSA.Create(RsaParameters()) : ECDsa.Create(CurveParameters()));

        public string Text(string name) => Private[name]?.GetValue<string>() ?? "";

        public byte[] Bytes(string name) => Base64Url.DecodeFromChars(Text(name));

        private RSAParameters RsaParameters() => new()
        {
            Modulus = Bytes("n"),
            Exponent = Bytes("e"),
            D = Bytes("d"),
            P = Bytes("p"),
            Q = Bytes("q"),
            DP = Bytes("dp"),
            DQ = Bytes("dq"),
            InverseQ = Bytes("qi"),
        };

        private ECParameters CurveParameters() => new()
        {
            Curve = Text("crv") == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP521,
            Q = new() { X = Bytes("x"), Y = Bytes("y") },
            D = Bytes("d"),
        };
    }

    /// <summary>One JWS, and whether a verifier takes it.</summary>
    public sealed record Vector(int Id, string Jws, bool IsValid, string Comment)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"vector {Id}, {Comment}");
    }

    /// <summary>All groups; the test is skipped where there is no file.</summary>
    public static IReadOnlyList<Group> Read()
    {
        Assert.SkipWhen(File is null, $"Needs the test vectors of Wycheproof: clone the GitHub repository C2SP/wycheproof into {Path.Combine(Parent, "wycheproof")}");
        return
        [
            .. JsonNode.Parse(System.IO.File.ReadAllText(File))!["testGroups"]!.AsArray().Select(group => new Group(
                group!["public"]?.AsObject(),
                group["private"]!.AsObject(),
                [.. group["tests"]!.AsArray().Select(test => new Vector(
                    test!["tcId"]!.GetValue<int>(),
                    test["jws"] is JsonValue text ? text.GetValue<string>() : test["jws"]!.ToJsonString(),
                    test["result"]!.GetValue<string>() == "valid",
                    test["comment"]!.GetValue<string>()))])),
        ];
    }

    /// <summary>
    /// A signature of PKCS #1 v1.5 on other claims, made as the vector's was, with whatever is wrong about its padding:
    /// the block that it encodes, with the digest exchanged. <see langword="null"/> when the block has no such digest.
    /// </summary>
    public static string? Transplant(Group group, Vector vector, string claims)
    {
        if (vector.Jws.Split('.') is not [{ Length: > 0 } header, var payload, { Length: > 0 } signature] || !Base64Url.IsValid(signature))
        {
            return null;
        }

        var modulus = Number(group.Bytes("n"));
        var block = BigInteger.ModPow(Number(Base64Url.DecodeFromChars(signature)), Number(group.Bytes("e")), modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        var signed = SHA256.HashData(Encoding.ASCII.GetBytes($"{header}.{payload}"));
        if (block.AsSpan().IndexOf(signed) is var index && index < 0)
        {
            return null;
        }

        var input = $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        SHA256.HashData(Encoding.ASCII.GetBytes(input)).CopyTo(block, index);
        var bytes = BigInteger.ModPow(Number(block), Number(group.Bytes("d")), modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        return $"{input}.{Base64Url.EncodeToString([.. new byte[group.Bytes("n").Length - bytes.Length], .. bytes])}";
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
