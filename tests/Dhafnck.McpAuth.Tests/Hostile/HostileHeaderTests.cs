using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Bearer;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>Requests that smuggle a good token past the rules for headers, or smuggle a header past the rules for tokens; sent as bytes.</summary>
public sealed partial class HostileHeaderTests(HostileServer server) : IClassFixture<HostileServer>
{
    // T stands for a good token, and what a header may not have for itself.
    private static readonly Dictionary<string, (string Lines, int Status)> Cases = new()
    {
        ["two headers, the same"] = ("Authorization: Bearer T\r\nAuthorization: Bearer T", 400),
        ["two headers, the good one first"] = ("Authorization: Bearer T\r\nAuthorization: Bearer x", 400),
        ["two headers, the good one last"] = ("Authorization: Bearer x\r\nAuthorization: Bearer T", 400),
        ["two headers, one empty"] = ("Authorization: Bearer T\r\nAuthorization:", 400),
        ["two headers of other cases"] = ("authorization: Bearer T\r\nAUTHORIZATION: Bearer T", 400),
        ["two headers, one of another scheme"] = ("Authorization: Basic eDp5\r\nAuthorization: Bearer T", 400),
        ["two tokens with a comma"] = ("Authorization: Bearer T, Bearer T", 401),
        ["two tokens with a comma and no scheme"] = ("Authorization: Bearer T,T", 401),
        ["two tokens with a space"] = ("Authorization: Bearer T T", 401),
        ["a parameter behind"] = ("Authorization: Bearer T;x=1", 401),
        ["a parameter before"] = ("Authorization: Bearer realm=\"x\", T", 401),
        ["another scheme before"] = ("Authorization: Basic eDp5, Bearer T", 401),
        ["the scheme twice"] = ("Authorization: Bearer Bearer T", 401),
        ["no scheme"] = ("Authorization: T", 401),
        ["no space behind the scheme"] = ("Authorization: BearerT", 401),
        ["a tab behind the scheme"] = ("Authorization: Bearer\tT", 401),
        ["a tab before the token"] = ("Authorization: Bearer \tT", 401),
        ["a colon behind the scheme"] = ("Authorization: Bearer: T", 401),
        ["an equals sign behind the scheme"] = ("Authorization: Bearer=T", 401),
        ["a longer scheme"] = ("Authorization: BearerX T", 401),
        ["a shorter scheme"] = ("Authorization: Beare T", 401),
        ["the scheme DPoP"] = ("Authorization: DPoP T", 401),
        ["the scheme Basic"] = ("Authorization: Basic T", 401),
        ["the scheme Token"] = ("Authorization: Token T", 401),
        ["the scheme with a Kelvin sign's kin"] = ("Authorization: Be\u0430rer T", 401),
        ["quotation marks"] = ("Authorization: Bearer \"T\"", 401),
        ["angle brackets"] = ("Authorization: Bearer <T>", 401),
        ["percent signs"] = ("Authorization: Bearer %54%T", 401),
        ["only the scheme"] = ("Authorization: Bearer", 401),
        ["only the scheme and spaces"] = ("Authorization: Bearer    ", 401),
        ["an empty header"] = ("Authorization:", 401),
        ["a NUL in the token"] = ("Authorization: Bearer T\0", 400),
        ["a NUL before the token"] = ("Authorization: Bearer \0T", 400),
        ["a carriage return in the token"] = ("Authorization: Bearer T\rx", 400),
        ["a bare line feed and another header"] = ("Authorization: Bearer x\nX-Other: 1", 401),
        ["a bare line feed and another Authorization"] = ("Authorization: Bearer x\nAuthorization: Bearer T", 400),
        ["a folded header"] = ("Authorization: Bearer\r\n T", 400),
        ["a folded header with a tab"] = ("Authorization: Bearer T\r\n\tx", 400),
        ["a space before the colon"] = ("Authorization : Bearer T", 400),
        ["a space before the name"] = (" Authorization: Bearer T", 400),
        ["no colon"] = ("Authorization Bearer T", 400),
        ["a full width scheme"] = ("Authorization: \uff22earer T", 401),
        ["the token in a cookie"] = ("Cookie: access_token=T; Authorization=Bearer T", 401),
        ["Proxy-Authorization"] = ("Proxy-Authorization: Bearer T", 401),
        ["X-Authorization"] = ("X-Authorization: Bearer T\r\nX-Forwarded-Authorization: Bearer T\r\nX-Original-Authorization: Bearer T", 401),
        ["an underscore in the name"] = ("HTTP_AUTHORIZATION: Bearer T\r\nAuthorization_: Bearer T", 401),
        ["X-Api-Key"] = ("X-Api-Key: T\r\nApi-Key: T\r\nX-Access-Token: T", 401),
        ["a header that is to be removed by the connection"] = ("Connection: Authorization, close\r\nX-Other: Bearer T", 401),
        ["a method override"] = ("X-HTTP-Method-Override: OPTIONS\r\nX-Original-URL: /open\r\nX-Rewrite-URL: /open", 401),
        ["an address of the inside"] = ("X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1", 401),
        ["a token of 8193 characters"] = ("Authorization: Bearer " + new string('A', 8193), 401),
        ["a token of 30000 characters"] = ("Authorization: Bearer " + new string('A', 30_000), 401),
        ["a header of 40000 characters"] = ("Authorization: Bearer " + new string('A', 40_000), 431),
        ["200 headers"] = (string.Join("\r\n", Enumerable.Range(0, 200).Select(number => $"X-{number}: 1")), 431),
        ["spaces without end"] = ("Authorization: Bearer" + new string(' ', 20_000) + "x x", 401),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_request_is_refused(string name)
    {
        var (lines, status) = Cases[name];
        var token = await GoodTokenAsync();

        var answer = await PostLinesAsync("/mcp", Fill(lines, token));

        answer.Should().StartWith($"HTTP/1.1 {status} ", name);
        answer.Should().NotContain(token[..12], name).And.NotContain(new string('A', 12), name).And.NotContain("X-Other", name);
        if (status == 401)
        {
            Challenges().Count(answer).Should().Be(1, "of {0}: {1}", name, answer);
        }
    }

    [Theory]
    [InlineData("/mcp?access_token=T")]
    [InlineData("/mcp?token=T&Authorization=Bearer%20T")]
    [InlineData("/mcp/?bearer=T#T")]
    public async Task A_token_in_the_address_is_not_read(string path)
    {
        var token = await GoodTokenAsync();

        var answer = await PostLinesAsync(Fill(path, token), "X-Other: 1");

        answer.Should().StartWith("HTTP/1.1 40").And.NotContain("error=").And.NotContain(token[..12]);
    }

    [Fact]
    public async Task A_token_in_a_form_is_not_read()
    {
        var body = $"access_token={await GoodTokenAsync()}";

        var answer = await RawSocket.SendAsync(server.Server.Http.BaseAddress!, $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        answer.Should().StartWith("HTTP/1.1 401 ").And.Contain("WWW-Authenticate: Bearer realm=\"mcp\"\r\n");
    }

    [Fact]
    public async Task A_token_in_a_trailer_is_not_read()
    {
        var body = $"{RawHttp.ToolsList.Length:x}\r\n{RawHttp.ToolsList}\r\n0\r\nAuthorization: Bearer {await GoodTokenAsync()}\r\n\r\n";

        var answer = await RawSocket.SendAsync(server.Server.Http.BaseAddress!, $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTrailer: Authorization\r\nTransfer-Encoding: chunked\r\n\r\n{body}");

        answer.Should().StartWith("HTTP/1.1 401 ");
    }

    [Theory]
    [InlineData("Authorization: Bearer T")]
    [InlineData("authorization: bearer T")]
    [InlineData("AUTHORIZATION: BEARER T")]
    [InlineData("aUtHoRiZaTiOn: bEaReR T")]
    [InlineData("Authorization:Bearer T")]
    [InlineData("Authorization:    Bearer     T   ")]
    [InlineData("Authorization:\tBearer T\t")]
    [InlineData("Cookie: Authorization=x\r\nAuthorization: Bearer T\r\nProxy-Authorization: Bearer x")]
    public async Task Unusual_spellings_of_a_good_header_are_accepted(string lines)
    {
        var answer = await PostLinesAsync("/mcp", Fill(lines, await GoodTokenAsync()));

        answer.Should().StartWith("HTTP/1.1 200 ");
    }

    private async Task<string> GoodTokenAsync() => (await server.Server.IssueAsync()).Value;

    private static string Fill(string text, string token) => GoodToken().Replace(text, token);

    private Task<string> PostLinesAsync(string target, string lines) =>
        RawSocket.SendAsync(
            server.Server.Http.BaseAddress!,
            $"POST {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: {RawHttp.ToolsList.Length}\r\n{lines}\r\n\r\n{RawHttp.ToolsList}");

    // A T that is no part of a word.
    [GeneratedRegex("(?<![A-Za-z_-])T(?![A-Za-z_:-])|(?<=^Authorization: Bearer)T$|(?<=%)T")]
    private static partial Regex GoodToken();

    [GeneratedRegex("\r\nWWW-Authenticate: Bearer realm=\"mcp\"(, [a-z_]+=\"[ !#-\\[\\]-~]*\")*\r\n")]
    private static partial Regex Challenges();
}
