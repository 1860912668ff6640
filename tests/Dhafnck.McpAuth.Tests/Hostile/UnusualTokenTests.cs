using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>What looks odd and is in order: a rule that is too strict locks people out.</summary>
public sealed class UnusualTokenTests(HostileServer server) : IClassFixture<HostileServer>
{
    private static readonly Dictionary<string, HostileCase> Cases = new HostileCase[]
    {
        new("no kid", target => target.Token(target.HeaderWith(("kid", null)))),
        new("white space in the header", target => target.Token("\n\t { \r\n" + target.HeaderWith()[1..^1].Replace(",", " ,\n ") + " } \n")),
        new("white space in the claims", target => target.Token(claims: " {\t" + target.ClaimsWith()[1..] + "\r\n ")),
        new("escapes in the values", target => target.Token(claims: target.ClaimsWith(("aud", "\"mcp\\u002dserver\"")))),
        new("escapes in the names", target => target.Token(claims: target.ClaimsWith().Replace("\"exp\"", "\"\\u0065xp\""))),
        new("escapes in the header", target => target.Token(target.HeaderWith().Replace("\"alg\"", "\"\\u0061lg\""))),
        new("the claims backwards", target => target.Token(claims: "{" + string.Join(',', target.Claims.Reverse().Select(claim => $"\"{claim.Name}\":{claim.Json}")) + "}")),
        new("claims of every type", target => target.Token(claims: target.ClaimsWith(("a", "null"), ("b", "true"), ("c", "[1,\"x\",{}]"), ("d", "{\"e\":{\"f\":[]}}"), ("g", "-1.5e-3"), ("h", "\"\""), ("", "1")))),
        new("a claim of every script", target => target.Token(claims: target.ClaimsWith(("name", "\"Zoë 🦊 Ω العربية\\ud83e\\udd8a\"")))),
        new("15 levels", target => target.Token(claims: target.ClaimsWith(("deep", new string('[', 15) + new string(']', 15))))),
        new("200 claims", target => target.Token(claims: target.ClaimsWith([.. Enumerable.Range(0, 200).Select(number => ($"c{number}", (string?)"1"))]))),
        new("parameters of the header that nobody here reads", target => target.Token(target.HeaderWith(("cty", "\"x\""), ("x5t", "\"AAAA\""), ("x5t#S256", "\"AAAA\""), ("jku", "\"https://keys.example/\""), ("x", "{\"y\":[1]}")))),
        new("the exponent of a number", target => target.Token(claims: target.ClaimsWith(("iat", "1.763e9")))),
        new("a fraction of a second", target => target.Token(claims: target.ClaimsWith(("iat", "1763000000.25")))),
        new("nbf of this very second", target => target.Token(claims: target.ClaimsWith(("nbf", "1795435200")))),
        new("nbf of 1970", target => target.Token(claims: target.ClaimsWith(("nbf", "0")))),
        new("exp as far as time goes", target => target.Token(claims: target.ClaimsWith(("exp", "253402300799")))) { Applies = target => !target.HasRecord },
        new("exp with an exponent", target => target.Token(claims: target.ClaimsWith(("exp", "1.9e9")))) { Applies = target => !target.HasRecord },
        new("no iat", target => target.Token(claims: target.ClaimsWith(("iat", null)))),
        new("aud as a list of one", target => target.Token(claims: target.ClaimsWith(("aud", "[\"mcp-server\"]")))),
        new("aud as a list with ours", target => target.Token(claims: target.ClaimsWith(("aud", "[\"a\",\"mcp-server\",\"b\"]")))) { Applies = target => !target.HasRecord },
        new("sub of 255 characters", target => target.Token(claims: target.ClaimsWith(("sub", $"\"{new string('s', 255)}\"")))) { Applies = target => !target.HasRecord },
        new("sub of another script", target => target.Token(claims: target.ClaimsWith(("sub", "\"用户 \\\"1\\\"\"")))) { Applies = target => !target.HasRecord },
        new("cnf that is null", target => target.Token(claims: target.ClaimsWith(("cnf", "null")))),
        new("no jti", target => target.Token(claims: target.ClaimsWith(("jti", null)))) { Applies = target => !target.HasRecord },
        new("typ JWT", target => target.Token(target.HeaderWith(("typ", "\"JWT\"")))) { Applies = target => !target.HasRecord },
        new("no typ", target => target.Token(target.HeaderWith(("typ", null)))) { Applies = target => !target.HasRecord },
        new("any kid of a shared key", target => target.Token(target.HeaderWith(("kid", "\"2026-11\"")))) { Applies = target => !target.HasRecord && !target.NamesKeys },
        new("as long as a token of ours may be", target => OfLength(target, 4096)) { Applies = target => target.HasRecord },
        new("as long as a token may be", target => OfLength(target, 8192)) { Applies = target => !target.HasRecord },
    }.ToDictionary(unusual => unusual.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_accepted(string name)
    {
        var unusual = Cases[name];
        foreach (var target in HostileServer.TargetNames.Select(server.Target).Where(unusual.Applies))
        {
            var token = unusual.Make(target);
            await target.FitRecordAsync(token);

            using var response = await server.Server.ListToolsAsync(token);

            response.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}, of {1}: {2}", name, target, server.Server.Log.Entries[^1].Message);
        }
    }

    // Fills up the claims, and the header by what is still missing, since base64url leaves some lengths out.
    private static string OfLength(HostileTarget target, int length)
    {
        for (var header = 0; header < 4; header++)
        {
            for (var claims = (length * 3 / 4) - 900; claims < length; claims++)
            {
                var token = target.Token(
                    target.HeaderWith(("pad", $"\"{new string('x', header)}\"")),
                    target.ClaimsWith(("pad", $"\"{new string('x', claims)}\"")),
                    input => new byte[target.Sign("x"u8.ToArray()).Length]);
                if (token.Length > length)
                {
                    break;
                }

                if (token.Length == length)
                {
                    var segments = token.Split('.');
                    return RawJwt.SignEncoded(segments[0], segments[1], target.Sign);
                }
            }
        }

        throw new InvalidOperationException($"There is no token of {length} characters.");
    }
}
