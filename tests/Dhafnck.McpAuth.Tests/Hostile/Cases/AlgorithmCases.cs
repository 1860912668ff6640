using System.Security.Cryptography;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>RFC 8725 §2.1 and §3.1: another algorithm than the issuer's, or none.</summary>
internal static class AlgorithmCases
{
    private static readonly string[] Spellings =
    [
        "none", "None", "NONE", "nOnE", "noNe", "none ", " none", "none\\u0000", "n\\u006fne", "null", "", "plain", "undefined", "HS256,none",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "A128KW", "dir", "RSA1_5", "EdDSA", "ES256K", "RS1", "HS1",
    ];

    private static readonly string[] OfAnotherType = ["null", "true", "0", "256", "[]", "[\"none\"]", "{}", "{\"alg\":\"none\"}"];

    public static IEnumerable<HostileCase> All() =>
    [
        .. Spellings.SelectMany(spelling => new HostileCase[]
        {
            new($"alg '{spelling}' without a signature", target => Unsigned(target, $"\"{spelling}\"")),
            new($"alg '{spelling}' with a good signature", target => target.Token(target.HeaderWith(("alg", $"\"{spelling}\"")))),
        }),
        .. OfAnotherType.Select(json => new HostileCase($"alg {json}", target => target.Token(target.HeaderWith(("alg", json))))),
        new("no alg", target => target.Token(target.HeaderWith(("alg", null)))),
        new("alg of one case", target => target.Token(target.HeaderWith(("alg", $"\"{target.Algorithm.ToLowerInvariant()}\"")))),
        new("alg with a space", target => target.Token(target.HeaderWith(("alg", $"\"{target.Algorithm} \"")))),
        new("a list of algorithms", target => target.Token(target.HeaderWith(("alg", $"[\"{target.Algorithm}\"]")))),
        .. new[] { "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" }.SelectMany(algorithm => new HostileCase[]
        {
            new($"alg {algorithm} on the signature of another", target => target.Token(target.HeaderWith(("alg", $"\"{algorithm}\""))))
            {
                Applies = target => target.Algorithm != algorithm,
            },
            new($"alg {algorithm} and no signature", target => Unsigned(target, $"\"{algorithm}\"")),
        }),
        .. Enumerable.Range(0, 7).SelectMany(secret => new[] { "HS256", "HS384", "HS512", "RS256", "ES256" }.Select(algorithm =>
            new HostileCase($"alg {algorithm} with the public key as secret, spelled the {secret}. way", target => Confused(target, algorithm, target.PublicSecrets[secret].Secret))
            {
                Applies = target => target.PublicSecrets.Count > secret,
            })),
        .. new[] { "HS384", "HS512" }.Select(algorithm => new HostileCase($"{algorithm} with the key of HS256", target => Confused(target, algorithm, System.Text.Encoding.UTF8.GetBytes(TestKit.Hosting.McpTestServer.SecretKey)))
        {
            Applies = target => target.HasRecord,
        }),
        .. new byte[][] { [], [0], new byte[32], "secret"u8.ToArray(), "changeme"u8.ToArray(), "your-secret-key-here"u8.ToArray() }.Select((key, index) =>
            new HostileCase($"a guessed secret, the {index}.", target => Confused(target, "HS256", key))),
    ];

    private static string Unsigned(HostileTarget target, string algorithm) =>
        $"{RawJwt.Encode(target.HeaderWith(("alg", algorithm)))}.{RawJwt.Encode(target.ClaimsWith())}.";

    private static string Confused(HostileTarget target, string algorithm, byte[] secret) =>
        target.Token(target.HeaderWith(("alg", $"\"{algorithm}\"")), sign: input => algorithm switch
        {
            "HS384" => HMACSHA384.HashData(secret, input),
            "HS512" => HMACSHA512.HashData(secret, input),
            _ => HMACSHA256.HashData(secret, input),
        });
}
