using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>Bodies, headers and methods that no client sends, with a good token and a narrow one: nobody hears of our inside, and nothing hangs.</summary>
public sealed class HostileMessageTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly Encoding Latin = Encoding.Latin1;

    private static readonly IReadOnlyDictionary<string, string> Bodies = new Dictionary<string, string>
    {
        ["nothing"] = "",
        ["white space"] = "   \r\n\t",
        ["half an object"] = "{\"jsonrpc\":\"2.0\",",
        ["a batch"] = """[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_tasks"}}]""",
        ["a string"] = "\"tools/call\"",
        ["a number"] = "1e999",
        ["null"] = "null",
        ["bytes that are no UTF-8"] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}",
        ["a lone surrogate"] = """{"jsonrpc":"2.0","id":1,"method":"\ud800"}""",
        ["a lone surrogate for a name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\udfff"}}""",
        ["a control character"] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\u0001b\"}",
        ["a NUL for a name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\u0000"}}""",
        ["line ends in a name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a\r\nSet-Cookie: b"}}""",
        ["a thousand arrays"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + new string('[', 1000) + new string(']', 1000) + "}",
        ["a thousand open arrays"] = new string('[', 100_000),
        ["arguments sixty deep"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":""" + string.Concat(Enumerable.Repeat("{\"a\":", 58)) + "1" + new string('}', 58) + "}}",
        ["a trailing comma"] = """{"jsonrpc":"2.0","id":1,"method":"ping",}""",
        ["a comment"] = """{"jsonrpc":"2.0",/* no */"id":1,"method":"ping"}""",
        ["a second value"] = """{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}""",
        ["no version"] = """{"id":1,"method":"tools/call","params":{"name":"whoami"}}""",
        ["an old version"] = """{"jsonrpc":"1.0","id":1,"method":"ping"}""",
        ["a version that is a number"] = """{"jsonrpc":2.0,"id":1,"method":"ping"}""",
        ["an id of null"] = """{"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"write_tasks"}}""",
        ["an id that is an object"] = """{"jsonrpc":"2.0","id":{},"method":"ping"}""",
        ["an id beyond all numbers"] = """{"jsonrpc":"2.0","id":99999999999999999999999,"method":"ping"}""",
        ["a fraction for an id"] = """{"jsonrpc":"2.0","id":1.5,"method":"ping"}""",
        ["a method that is an object"] = """{"jsonrpc":"2.0","id":1,"method":{}}""",
        ["a method of null"] = """{"jsonrpc":"2.0","id":1,"method":null}""",
        ["an unknown method"] = """{"jsonrpc":"2.0","id":1,"method":"tokens/create"}""",
        ["a very long method"] = """{"jsonrpc":"2.0","id":1,"method":" """ + new string('m', 100_000) + "\"}",
        ["a call without parameters"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call"}""",
        ["a call with parameters that are a list"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["whoami"]}""",
        ["a call with parameters that are null"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":null}""",
        ["a call without a name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""",
        ["a call with a name of null"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":null}}""",
        ["a call with a name that is a number"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""",
        ["a call with an empty name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":""}}""",
        ["a call with a very long name"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":" """ + new string('n', 100_000) + "\"}}",
        ["a call with arguments that are a list"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":[1]}}""",
        ["a call with metadata that is a string"] = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","_meta":"x"}}""",
        ["a resource of no URI"] = """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"not a uri"}}""",
        ["a resource of a long URI"] = """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"test://""" + new string('/', 60_000) + "\"}}",
        ["a resource of many percent signs"] = """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"test://context/%%%zz%00"}}""",
        ["a completion without a reference"] = """{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{}}""",
        ["a completion of a strange reference"] = """{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"x"},"argument":{"name":"a","value":"b"}}}""",
        ["an initialization without parameters"] = """{"jsonrpc":"2.0","id":1,"method":"initialize"}""",
        ["an initialization without a client"] = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}""",
        ["an initialization with a strange version"] = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\u0000","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}""",
        ["a response that nobody asked for"] = """{"jsonrpc":"2.0","id":1,"result":{}}""",
        ["an error that nobody asked for"] = """{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}""",
        ["a notification that cancels nothing"] = """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}""",
        ["a notification with parameters that are a list"] = """{"jsonrpc":"2.0","method":"notifications/progress","params":[]}""",
        ["a call as a notification"] = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_tasks"}}""",
    };

    private static readonly IReadOnlyDictionary<string, (string Name, string Value)[]> Headers = new Dictionary<string, (string, string)[]>
    {
        ["a session that is not there"] = [("Mcp-Session-Id", "nobody")],
        ["a very long session"] = [("Mcp-Session-Id", new string('s', 20_000))],
        ["two sessions"] = [("Mcp-Session-Id", "a"), ("Mcp-Session-Id", "b")],
        ["an unknown protocol version"] = [("MCP-Protocol-Version", "1999-01-01")],
        ["a protocol version of nothing"] = [("MCP-Protocol-Version", "")],
        ["the version without a handshake and nothing else of it"] = [("MCP-Protocol-Version", "2026-07-28")],
        ["a method in the header that is not the body's"] = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"), ("Mcp-Name", "whoami")],
        ["a name in the header that is broken base64"] = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "=?base64?%%%?=")],
        ["an event that never was"] = [("Last-Event-ID", "zzz")],
        ["an encoding that nobody undoes"] = [("Content-Encoding", "gzip")],
        ["a forwarded host"] = [("X-Forwarded-Host", "evil"), ("Forwarded", "host=evil")],
    };

    public static TheoryData<string, HttpServerSessionMode> BodyCases() =>
        [.. Bodies.Keys.SelectMany(body => Modes.Select(mode => (body, mode)))];

    public static TheoryData<string, HttpServerSessionMode> HeaderCases() =>
        [.. Headers.Keys.SelectMany(header => Modes.Select(mode => (header, mode)))];

    private static HttpServerSessionMode[] Modes => [HttpServerSessionMode.Stateless, HttpServerSessionMode.StatefulForInitializeClients];

    [Theory]
    [MemberData(nameof(BodyCases))]
    public async Task A_body_that_no_client_sends_is_answered_without_a_word_of_our_inside(string body, HttpServerSessionMode mode)
    {
        var server = await GetServerAsync(mode);
        foreach (var token in await TokensAsync(server))
        {
            using var response = await PostBytesAsync(server, Latin.GetBytes(Bodies[body]), token);
            await AssertHarmlessAsync(response);
        }
    }

    [Theory]
    [MemberData(nameof(HeaderCases))]
    public async Task Headers_that_no_client_sends_are_answered_without_a_word_of_our_inside(string header, HttpServerSessionMode mode)
    {
        var server = await GetServerAsync(mode);
        foreach (var token in await TokensAsync(server))
        {
            using var response = await PostBytesAsync(server, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_tasks"}}"""u8.ToArray(), token, Headers[header]);
            await AssertHarmlessAsync(response);
        }
    }

    [Theory]
    [InlineData("GET", "/mcp")]
    [InlineData("DELETE", "/mcp")]
    [InlineData("PUT", "/mcp")]
    [InlineData("PATCH", "/mcp")]
    [InlineData("OPTIONS", "/mcp")]
    [InlineData("HEAD", "/mcp")]
    [InlineData("BREW", "/mcp")]
    [InlineData("GET", "/mcp?access_token=x")]
    [InlineData("GET", "/mcp/sse/")]
    [InlineData("POST", "/mcp/message")]
    [InlineData("POST", "/mcp/message?sessionId=")]
    [InlineData("POST", "/mcp/message?sessionId=a&sessionId=b")]
    [InlineData("POST", "/mcp/message?sessionId=%00%0d%0a")]
    public async Task A_method_or_path_that_no_client_uses_is_answered_without_a_word_of_our_inside(string method, string path)
    {
        var server = await GetServerAsync(HttpServerSessionMode.StatefulForInitializeClients);
        foreach (var token in await TokensAsync(server))
        {
            using var request = new HttpRequestMessage(new(method), path) { Headers = { Authorization = new("Bearer", token) } };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            if (method == "POST")
            {
                request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json");
            }

            using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            ((int)response.StatusCode).Should().BeInRange(200, 499);
        }
    }

    private Task<McpTestServer> GetServerAsync(HttpServerSessionMode mode) => servers.GetAsync($"{mode}", () => Setup(mode));

    // In Development, where ASP.NET Core shows an exception to whoever caused it.
    private static McpTestServerOptions Setup(HttpServerSessionMode mode) => new()
    {
        Settings = { ["McpAuth:Tokens:ActiveTokensPerOwner"] = "1000" },
        Environment = "Development",
        SessionMode = mode,
        ServesLegacySse = mode != HttpServerSessionMode.Stateless,
    };

    private static async Task<string[]> TokensAsync(McpTestServer server) =>
    [
        (await server.IssueAsync(["execute:mcp", "write:tasks", "write:context", "write:agents"])).Value,
        (await server.IssueAsync(["read:tasks"])).Value,
    ];

    private static Task<HttpResponseMessage> PostBytesAsync(McpTestServer server, byte[] body, string token, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return server.Http.SendAsync(request);
    }

    private static async Task AssertHarmlessAsync(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        (status is (>= 200 and < 300) or (>= 400 and < 500)).Should().BeTrue("the status is {0}", status);
        (await response.Content.ReadAsStringAsync()).Should().NotContain("   at ").And.NotContain("Exception");
        response.Headers.Should().NotContain(header => header.Key == "Set-Cookie");
    }
}
