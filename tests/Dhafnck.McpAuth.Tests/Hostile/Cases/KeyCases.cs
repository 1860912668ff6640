using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dhafnck.McpAuth.Tests.Providers.Issuers;

namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>RFC 8725 §2.9, §3.10: a header that says by which key it wants to be checked.</summary>
internal static class KeyCases
{
    // Nobody listens there; a server that asked would wait, or say so.
    private const string Elsewhere = "http://127.0.0.1:9/keys";

    private static readonly IssuerKey Attacker = IssuerKeysOfTests.OtherRsa;
    private static readonly IssuerKey AttackerCurve = IssuerKeysOfTests.OtherP256;

    // What a look-up by kid could be made to find, and the secret that it would find there.
    private static readonly (string Json, byte[] Secret)[] Injected =
    [
        ("\"/dev/null\"", []),
        ("\"../../../../../../dev/null\"", []),
        ("\"..\\\\..\\\\..\\\\windows\\\\win.ini\"", []),
        ("\"file:///dev/null\"", []),
        ("\"/proc/sys/kernel/randomize_va_space\"", "2\n"u8.ToArray()),
        ("\"x' UNION SELECT 'key' --\"", "key"u8.ToArray()),
        ("\"' OR '1'='1\"", []),
        ("\"1; DROP TABLE mcp_tokens\"", []),
        ("\"|sleep 10\"", []),
        ("\"$(sleep 10)\"", []),
        ("\"{{7*7}}\"", "49"u8.ToArray()),
        ("\"${jndi:ldap://127.0.0.1:9/x}\"", []),
        ("\"a\\r\\nX-Injected: yes\"", []),
        ("\"a\\u0000b\"", []),
        ("\"\\u202e\"", []),
        ("\"*\"", []),
        ("\"\"", []),
    ];

    private static readonly string[] OfAnotherType = ["null", "0", "-1", "true", "[]", "[\"rsa\"]", "{}", "{\"kid\":\"rsa\"}", "1e400"];

    public static IEnumerable<HostileCase> All() =>
    [
        .. Injected.SelectMany(kid => new HostileCase[]
        {
            new($"kid {kid.Json} with the secret that it would find", target => target.Token(target.HeaderWith(("kid", kid.Json)), sign: input => HMACSHA256.HashData(kid.Secret, input))),
            new($"kid {kid.Json} with a good signature", target => target.Token(target.HeaderWith(("kid", kid.Json)))) { Applies = target => target.NamesKeys },
        }),
        .. OfAnotherType.Select(json => new HostileCase($"kid {json}", target => target.Token(target.HeaderWith(("kid", json))))),
        new("kid of 4000 characters", target => target.Token(target.HeaderWith(("kid", $"\"{new string('k', 4000)}\"")))) { Applies = target => target.NamesKeys },
        new("kid of another issuer", target => target.Token(target.HeaderWith(("kid", target.Name == "rsa" ? "\"p256\"" : "\"rsa\"")))) { Applies = target => target.NamesKeys },
        new("another key under the issuer's kid", target => target.Token(sign: Attacker.Sign)) { Applies = target => target.Algorithm == "RS256" },
        new("another curve key under the issuer's kid", target => target.Token(sign: AttackerCurve.Sign)) { Applies = target => target.Algorithm == "ES256" },
        .. new[] { Attacker, AttackerCurve }.SelectMany(key => new HostileCase[]
        {
            new($"its own jwk, {key.Algorithm}", target => Own(target, key, ("jwk", key.ToJwk().ToJsonString()))),
            new($"its own jwk under the issuer's kid, {key.Algorithm}", target => Own(target, key, ("jwk", key.ToJwk(("kid", target.Algorithm == "RS256" ? "rsa" : "p256")).ToJsonString()))),
            new($"its own jwk and no kid, {key.Algorithm}", target => Own(target, key, ("jwk", key.ToJwk(("kid", null)).ToJsonString()), ("kid", null))),
            new($"its own jku, {key.Algorithm}", target => Own(target, key, ("jku", $"\"{Elsewhere}\""))),
            new($"its own jku and kid, {key.Algorithm}", target => Own(target, key, ("jku", $"\"{Elsewhere}\""), ("kid", $"\"{key.KeyId}\""))),
            new($"its own x5u, {key.Algorithm}", target => Own(target, key, ("x5u", $"\"{Elsewhere}\""))),
            new($"its own x5c, {key.Algorithm}", target => Own(target, key, ("x5c", $"[\"{Certificate(key)}\"]"))),
            new($"its own x5c and x5t and no kid, {key.Algorithm}", target => Own(target, key, ("x5c", $"[\"{Certificate(key)}\"]"), ("x5t", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAA\""), ("kid", null))),
        }),
        new("a jwk of type oct with its own secret", target => target.Token(
            target.HeaderWith(("alg", "\"HS256\""), ("jwk", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}")),
            sign: input => HMACSHA256.HashData("secret"u8, input))),
    ];

    private static string Own(HostileTarget target, IssuerKey key, params (string Name, string? Json)[] header) =>
        target.Token(target.HeaderWith([("alg", $"\"{key.Algorithm}\""), .. header]), sign: key.Sign);

    private static string Certificate(IssuerKey key)
    {
        var request = key.Pair is RSA rsa
            ? new CertificateRequest("CN=attacker", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=attacker", (ECDsa)key.Pair, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return Convert.ToBase64String(certificate.RawData);
    }
}
