using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>The log says what is wrong with a token of our own issuer. The answer does not.</summary>
public sealed class FailureReasonTests(HostileServer server) : IClassFixture<HostileServer>
{
    private const string Compact = "not three base64url segments of bounded length";
    private const string Unique = "the header or the claims are not a JSON object with unique names";
    private const string Extended = "the header has crit, b64, enc or zip";
    private const string Header = "alg, typ or kid of the header is not a string";
    private const string Subject = "sub is not a string of 1 to 255 characters without control characters";
    private const string Audience = "aud is neither a string nor a list of strings";
    private const string Dates = "exp is missing, or exp, nbf or iat is not a number of seconds";
    private const string Claims = "a claim is missing or repeated";

    private static readonly Dictionary<string, (string Reason, Func<HostileTarget, string> Make)> Cases = new()
    {
        ["two segments"] = (Compact, target => target.Token()[..target.Token().LastIndexOf('.')]),
        ["four segments"] = (Compact, target => target.Token() + ".AAAA"),
        ["no signature"] = (Compact, target => target.Token(sign: _ => [])),
        ["padding"] = (Compact, target => target.Token() + "="),
        ["longer than a token of ours"] = (Compact, target => target.Token(claims: target.ClaimsWith(("pad", $"\"{new string('x', 4096)}\"")))),
        ["a member twice"] = (Unique, target => target.Token(claims: target.ClaimsWith()[..^1] + ",\"sub\":\"root\"}")),
        ["claims that are a list"] = (Unique, target => target.Token(claims: "[]")),
        ["half a character"] = ("a text of the header or the claims is not Unicode", target => target.Token(claims: target.ClaimsWith(("sub", "\"\\ud83e\"")))),
        ["crit"] = (Extended, target => target.Token(target.HeaderWith(("crit", "[\"x\"]")))),
        ["b64"] = (Extended, target => target.Token(target.HeaderWith(("b64", "false")))),
        ["enc"] = (Extended, target => target.Token(target.HeaderWith(("enc", "\"A128GCM\"")))),
        ["zip"] = (Extended, target => target.Token(target.HeaderWith(("zip", "\"DEF\"")))),
        ["no alg"] = (Header, target => target.Token(target.HeaderWith(("alg", null)))),
        ["alg that is a number"] = (Header, target => target.Token(target.HeaderWith(("alg", "1")))),
        ["typ that is null"] = (Header, target => target.Token(target.HeaderWith(("typ", "null")))),
        ["kid that is a list"] = (Header, target => target.Token(target.HeaderWith(("kid", "[]")))),
        ["no iss"] = ("iss is not a string", target => target.Token(claims: target.ClaimsWith(("iss", null)))),
        ["an empty iss"] = ("iss is not a string", target => target.Token(claims: target.ClaimsWith(("iss", "\"\"")))),
        ["iss that is a number"] = ("iss is not a string", target => target.Token(claims: target.ClaimsWith(("iss", "1")))),
        ["no sub"] = (Subject, target => target.Token(claims: target.ClaimsWith(("sub", null)))),
        ["an empty sub"] = (Subject, target => target.Token(claims: target.ClaimsWith(("sub", "\"\"")))),
        ["a long sub"] = (Subject, target => target.Token(claims: target.ClaimsWith(("sub", $"\"{new string('s', 256)}\"")))),
        ["a line end in sub"] = (Subject, target => target.Token(claims: target.ClaimsWith(("sub", "\"a\\nb\"")))),
        ["an empty aud"] = (Audience, target => target.Token(claims: target.ClaimsWith(("aud", "\"\"")))),
        ["aud that is a number"] = (Audience, target => target.Token(claims: target.ClaimsWith(("aud", "1")))),
        ["an empty list of aud"] = (Audience, target => target.Token(claims: target.ClaimsWith(("aud", "[]")))),
        ["aud with a number"] = (Audience, target => target.Token(claims: target.ClaimsWith(("aud", "[\"mcp-server\",1]")))),
        ["aud with an empty one"] = (Audience, target => target.Token(claims: target.ClaimsWith(("aud", "[\"mcp-server\",\"\"]")))),
        ["no exp"] = (Dates, target => target.Token(claims: target.ClaimsWith(("exp", null)))),
        ["exp that is a text"] = (Dates, target => target.Token(claims: target.ClaimsWith(("exp", "\"1895435200\"")))),
        ["a negative exp"] = (Dates, target => target.Token(claims: target.ClaimsWith(("exp", "-1")))),
        ["nbf that is null"] = (Dates, target => target.Token(claims: target.ClaimsWith(("nbf", "null")))),
        ["iat beyond the year 9999"] = (Dates, target => target.Token(claims: target.ClaimsWith(("iat", "253402300800")))),
        ["jti that is a number"] = ("jti is not a string", target => target.Token(claims: target.ClaimsWith(("jti", "1")))),
        ["an empty jti"] = ("jti is not a string", target => target.Token(claims: target.ClaimsWith(("jti", "\"\"")))),
        ["another issuer"] = ("the issuer is neither JWT_ISSUER nor a trusted issuer", target => target.Token(claims: target.ClaimsWith(("iss", "\"https://another.example\"")))),
        ["another algorithm"] = ("the algorithm is not HS256", target => target.Token(target.HeaderWith(("alg", "\"HS512\"")))),
        ["another type"] = ("the type is not at+jwt", target => target.Token(target.HeaderWith(("typ", "\"JWT\"")))),
        ["another kid"] = ("the kid matches no key of JWT_SECRET_KEY or JWT_SECRET_KEY_PREVIOUS", target => target.Token(target.HeaderWith(("kid", "\"another\"")))),
        ["another key"] = ("Signature", target => target.Token(sign: input => new byte[32])),
        ["no jti"] = (Claims, target => target.Token(claims: target.ClaimsWith(("jti", null)))),
        ["no aud"] = ("SecurityTokenInvalidAudienceException", target => target.Token(claims: target.ClaimsWith(("aud", null)))),
        ["two audiences"] = (Claims, target => target.Token(claims: target.ClaimsWith(("aud", "[\"mcp-server\",\"another\"]")))),
        ["a jti of another form"] = (Claims, target => target.Token(claims: target.ClaimsWith(("jti", $"\"{new string('a', 36)}.1\"")))),
        ["a jti with a letter that is not hexadecimal"] = (Claims, target => target.Token(claims: target.ClaimsWith(("jti", $"\"tok_{new string('a', 31)}g.1\"")))),
        ["a jti of generation 0"] = (Claims, target => target.Token(claims: target.ClaimsWith(("jti", $"\"tok_{new string('a', 32)}.0\"")))),
        ["a key that is not a thumbprint"] = (Claims, target => target.Token(claims: target.ClaimsWith(("cnf", "{\"x5t#S256\":\"AAAA\"}")))),
        ["a thumbprint that is not canonical"] = (Claims, target => target.Token(claims: target.ClaimsWith(("cnf", $"{{\"jkt\":\"{new string('A', 42)}B\"}}")))),
        ["a thumbprint that is not base64url"] = (Claims, target => target.Token(claims: target.ClaimsWith(("cnf", $"{{\"jkt\":\"{new string('A', 42)}*\"}}")))),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_log_has_the_reason(string name)
    {
        var (reason, make) = Cases[name];
        var token = make(server.Target("own"));
        var logged = server.Server.Log.Entries.Count;

        using var response = await server.Server.ListToolsAsync(token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().NotContain(reason);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().NotContain(reason);
        server.Server.Log.Entries.Skip(logged).Should().Contain(entry => entry.Message.Contains(reason, StringComparison.Ordinal));
    }
}
