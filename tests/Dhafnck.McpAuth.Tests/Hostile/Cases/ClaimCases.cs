namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>Claims of the wrong type, of the wrong value, or with what would break a header or a log; all of them signed.</summary>
internal static class ClaimCases
{
    private static readonly string[] NoText = ["null", "true", "false", "0", "1.5", "[]", "{}", "\"\"", "[\"\"]", "[null]", "[[\"mcp-server\"]]", "{\"0\":\"mcp-server\"}", "[1]", "[\"mcp-server\",1]", "[\"mcp-server\",null]"];

    private static readonly string[] NoDates =
    [
        "null", "true", "false", "\"\"", "\"1900000000\"", "\"2099-01-01T00:00:00Z\"", "[]", "{}", "[1900000000]", "{\"exp\":1900000000}",
        "-1", "-1900000000", "-0.5", "1e400", "-1e400", "1e300", "1e12", "253402300800", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "99999999999999999999999999999999999999", "1900000000000",
    ];

    // Not JSON at all, though somebody's parser takes it.
    private static readonly string[] NoJson = ["NaN", "Infinity", "0x71", "01900000000", "1900000000.", ".5", "+1900000000", "1_900_000_000", "1900000000f", "'1900000000'", "1900000000 1", "undefined", "True"];

    // What would end a header or a line of the log, and what is no text.
    private static readonly string[] BadSubjects = ["\"a\\r\\nSet-Cookie: x=1\"", "\"a\\nb\"", "\"a\\u0000b\"", "\"a\\u0007\"", "\"\\u007f\"", "\"\\u0085\"", "\"\\ud800\"", "\"\\udc00x\""];

    public static IEnumerable<HostileCase> All() =>
    [
        .. new[] { "iss", "sub", "aud", "exp" }.Select(claim => With($"no {claim}", (claim, null))),
        .. new[] { "iss", "sub", "aud" }.SelectMany(claim => NoText.Select(json => With($"{claim} {json}", (claim, json)))),
        .. NoText.Where(json => json != "\"mcp-server\"").Select(json => With($"jti {json}", ("jti", json))),
        .. new[] { "sub", "iss" }.Select(claim => With($"{claim} is a list of one", (claim, "[\"somebody\"]"))),
        .. new[] { "exp", "nbf", "iat" }.SelectMany(claim => NoDates.Select(json => With($"{claim} {json}", (claim, json)))),
        .. new[] { "exp", "nbf", "iat", "extra" }.SelectMany(claim => NoJson.Select(json => With($"{claim} {json}", (claim, json)))),
        .. BadSubjects.Select(json => With($"sub {json}", ("sub", json))),
        With("sub of 256 characters", ("sub", $"\"{new string('s', 256)}\"")),
        .. new[] { "mcp-server ", " mcp-server", "MCP-SERVER", "mcp-server/", "mcp-serve", "mcp-server2", "mcp-server\\u0000", "mcp-server\\r\\n", "*", "elsewhere", "mcp-server,elsewhere", "mcp-server elsewhere" }
            .Select(audience => With($"aud '{audience}'", ("aud", $"\"{audience}\""))),
        With("aud of others alone", ("aud", "[\"one\",\"two\",\"three\"]")),
        With("aud with ours inside another", ("aud", "[\"x-mcp-server\",\"mcp-server-x\"]")),
        .. new[] { "https://unknown.example", "a\\r\\nX-Injected: 1", "\\ud800", "https://partner.example/", "HTTPS://PARTNER.EXAMPLE", " https://partner.example", "https://partner.example\\u0000", "DHAFNCK-MCP", "dhafnck-mcp ", "*", "null" }
            .Select(issuer => With($"iss '{issuer}'", ("iss", $"\"{issuer}\""))),
        .. new[] { "0", "1", "0.0", "1763899199", "1.7e9" }.Select(json => With($"expired: exp {json}", ("exp", json)) with { Description = "The access token expired." }),
        .. new[] { "nbf", "iat" }.SelectMany(claim => new[] { "1900000000", "1.9e9", "253402300799" }.Select(json => With($"not yet: {claim} {json}", (claim, json)) with { Applies = target => !target.HasRecord })),
        .. new[] { "nonce", "at_hash", "c_hash", "s_hash", "events" }.Select(claim => With($"an ID token's {claim}", (claim, "\"x\"")) with { Applies = target => !target.HasRecord }),
        .. new[] { "", "x", "1", "tok_", "../../etc/passwd", "' OR 1=1 --", "tok_a\\r\\nb" }
            .Select(jti => With($"jti '{jti}'", ("jti", $"\"{jti}\"")) with { Applies = target => target.HasRecord }),
        With("the jti of a record that there is not", ("jti", "\"tok_00000000000000000000000000000000.1\"")) with { Applies = target => target.HasRecord, Description = "Token not found in database." },
        With("the subject of somebody else", ("sub", "\"bob\"")) with { Applies = target => target.HasRecord },
        With("two audiences for one record", ("aud", "[\"mcp-server\",\"elsewhere\"]")) with { Applies = target => target.HasRecord },
    ];

    private static HostileCase With(string name, params (string Name, string? Json)[] claims) =>
        new(name, target => target.Token(claims: target.ClaimsWith(claims)));
}
