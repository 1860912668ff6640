using System.Text;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>Headers and claims that are no JSON object, or one that two parsers read differently; all of them signed.</summary>
internal static class FormCases
{
    private static readonly string[] NoObjects = ["", " ", "null", "true", "0", "\"x\"", "[]", "[{}]", "{}", "{", "}", "{}{}", "{\"a\":1", "<a/>", "a=1"];

    public static IEnumerable<HostileCase> All() =>
    [
        .. NoObjects.Select(json => new HostileCase($"the claims are '{json}'", target => target.Token(claims: json))),
        .. NoObjects.Select(json => new HostileCase($"the header is '{json}'", target => target.Token(json))),
        .. Spoilt("header", target => target.HeaderWith(), (target, header) => RawJwt.Sign(header, Encoding.UTF8.GetBytes(target.ClaimsWith()), target.Sign)),
        .. Spoilt("claims", target => target.ClaimsWith(), (target, claims) => RawJwt.Sign(Encoding.UTF8.GetBytes(target.HeaderWith()), claims, target.Sign)),
        .. new[] { "alg", "typ", "kid" }.SelectMany(name => Twice(name, target => target.Header, target => target.HeaderWith(), (target, json) => target.Token(json))),
        .. new[] { "iss", "sub", "aud", "exp", "iat", "jti" }.SelectMany(name => Twice(name, target => target.Claims, target => target.ClaimsWith(), (target, json) => target.Token(claims: json))),
        new("an extra claim twice", target => target.Token(claims: Append(target.ClaimsWith(), "\"x\":1,\"x\":1"))),
        new("a nested claim twice", target => target.Token(claims: Append(target.ClaimsWith(), "\"cnf\":{\"jkt\":\"a\",\"jkt\":\"b\"}"))),
        new("a parameter of jwk twice", target => target.Token(Append(target.HeaderWith(), "\"jwk\":{\"kty\":\"oct\",\"kty\":\"RSA\"}"))),
        .. new (string Name, string Json)[]
        {
            ("crit of an unknown extension", "\"crit\":[\"http://example.com/unknown\"],\"http://example.com/unknown\":true"),
            ("crit of exp", "\"crit\":[\"exp\"],\"exp\":1"), ("an empty crit", "\"crit\":[]"), ("crit null", "\"crit\":null"), ("crit of b64", "\"crit\":[\"b64\"],\"b64\":false"),
            ("b64 false", "\"b64\":false"), ("b64 true", "\"b64\":true"), ("zip", "\"zip\":\"DEF\""), ("enc", "\"enc\":\"A128GCM\""),
        }.Select(parameter => new HostileCase(parameter.Name, target => target.Token(Append(target.HeaderWith(), parameter.Json)))),
        .. new[] { "\"JWE\"", "\"ID\"", "\"id_token\"", "\"logout+jwt\"", "\"dpop+jwt\"", "\"secevent+jwt\"", "\"refresh+jwt\"", "\"application/jwt\"", "\"at+jwt \"", "\"at jwt\"", "\"\"", "null", "0", "true", "[\"at+jwt\"]", "{}" }
            .Select(json => new HostileCase($"typ {json}", target => target.Token(target.HeaderWith(("typ", json))))),
        .. new[] { null, "\"JWT\"", "\"jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"" }
            .Select(json => new HostileCase($"typ {json ?? "none"} of a token with a record", target => target.Token(target.HeaderWith(("typ", json)))) { Applies = target => target.HasRecord }),
    ];

    private static IEnumerable<HostileCase> Spoilt(string part, Func<HostileTarget, string> good, Func<HostileTarget, byte[], string> token)
    {
        (string Name, Func<string, byte[]> Spoil)[] ways =
        [
            ("a byte order mark before", json => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)]),
            ("UTF-16", Encoding.Unicode.GetBytes),
            ("UTF-16, the other way round", Encoding.BigEndianUnicode.GetBytes),
            ("UTF-32", Encoding.UTF32.GetBytes),
            ("bytes that are no UTF-8", json => [.. Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\""), 0xFF, 0xC0, 0x80, .. "\"}"u8]),
            ("an overlong slash", json => [.. Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\""), 0xC0, 0xAF, .. "\"}"u8]),
            ("a surrogate in UTF-8", json => [.. Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\""), 0xED, 0xA0, 0x80, .. "\"}"u8]),
            ("a name that is a lone surrogate", json => Encoding.UTF8.GetBytes(json[..^1] + ",\"\\ud800\":1}")),
            ("a comment", json => Encoding.UTF8.GetBytes("/**/" + json)),
            ("a comment at the end", json => Encoding.UTF8.GetBytes(json + "//")),
            ("a comma at the end", json => Encoding.UTF8.GetBytes(json[..^1] + ",}")),
            ("something behind", json => Encoding.UTF8.GetBytes(json + "x")),
            ("a zero behind", json => [.. Encoding.UTF8.GetBytes(json), 0]),
            ("a second object behind", json => Encoding.UTF8.GetBytes(json + json)),
            ("in a list", json => Encoding.UTF8.GetBytes($"[{json}]")),
            ("single quotes", json => Encoding.UTF8.GetBytes(json.Replace('"', '\''))),
            ("a bare control character", json => Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\"\u0001\"}")),
            ("a bare line end in a string", json => Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\"\r\n\"}")),
            ("a wrong escape", json => Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\"\\x41\"}")),
            ("17 levels", json => Encoding.UTF8.GetBytes($"{json[..^1]},\"x\":{new string('[', 16)}{new string(']', 16)}}}")),
            ("1000 levels", json => Encoding.UTF8.GetBytes($"{json[..^1]},\"x\":{new string('[', 1000)}{new string(']', 1000)}}}")),
            ("1000 levels that do not end", json => Encoding.UTF8.GetBytes($"{json[..^1]},\"x\":{new string('[', 1000)}")),
            ("300 objects in each other", json => Encoding.UTF8.GetBytes($"{json[..^1]},\"x\":{string.Concat(Enumerable.Repeat("{\"a\":", 300))}1{new string('}', 300)}}}")),
        ];
        return ways.Select(way => new HostileCase($"{part}: {way.Name}", target => token(target, way.Spoil(good(target)))));
    }

    private static IEnumerable<HostileCase> Twice(string name, Func<HostileTarget, (string Name, string? Json)[]> members, Func<HostileTarget, string> good, Func<HostileTarget, string, string> token)
    {
        string Value(HostileTarget target) => members(target).FirstOrDefault(member => member.Name == name).Json ?? "\"at+jwt\"";
        var escaped = $"\\u{(int)name[0]:x4}{name[1..]}";
        return
        [
            new($"{name} twice, the same", target => token(target, Append(good(target), $"\"{name}\":{Value(target)}"))) { Applies = Has },
            new($"{name} twice, the second another", target => token(target, Append(good(target), $"\"{name}\":\"another\""))) { Applies = Has },
            new($"{name} twice, the first another", target => token(target, "{" + $"\"{name}\":\"another\"," + good(target)[1..])) { Applies = Has },
            new($"{name} twice, once with an escape", target => token(target, Append(good(target), $"\"{escaped}\":{Value(target)}"))) { Applies = Has },
            new($"{name} with an escape first", target => token(target, "{" + $"\"{escaped}\":\"another\"," + good(target)[1..])) { Applies = Has },
        ];

        bool Has(HostileTarget target) => members(target).Any(member => member.Name == name);
    }

    private static string Append(string json, string members) => $"{json[..^1]},{members}}}";
}
