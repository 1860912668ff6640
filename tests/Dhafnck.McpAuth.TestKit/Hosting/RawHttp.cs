using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>Requests as a client without an SDK sends them.</summary>
public static partial class RawHttp
{
    public const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";

    /// <summary>A POST of JSON, accepted as the MCP transport asks, with a token if there is one.</summary>
    public static HttpRequestMessage Post(string path, string json, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return request;
    }

    /// <summary>A JSON-RPC request, its parameters as JSON without the braces.</summary>
    public static string Message(string method, string parameters = "") =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{parameters}}}}}";

    /// <summary>Sends JSON to the MCP endpoint, or to another.</summary>
    public static Task<HttpResponseMessage> PostAsync(this McpTestServer server, string json, string? token = null, string path = "/mcp") =>
        server.Http.SendAsync(Post(path, json, token));

    /// <summary>Sends a <c>tools/list</c> to the MCP endpoint.</summary>
    public static Task<HttpResponseMessage> ListToolsAsync(this McpTestServer server, string? token, string path = "/mcp") =>
        server.PostAsync(ToolsList, token, path);

    /// <summary>The status that a <c>tools/list</c> gets.</summary>
    public static async Task<HttpStatusCode> StatusAsync(this McpTestServer server, string? token)
    {
        using var response = await server.ListToolsAsync(token);
        return response.StatusCode;
    }

    /// <summary>Calls a tool without the SDK's client, and gives the JSON-RPC message that came back.</summary>
    public static async Task<string> CallToolAsync(this McpTestServer server, string? token, string tool)
    {
        var body = "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{}},\"id\":1}";
        using var response = await server.PostAsync(body, token);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>
    /// Calls a tool without the SDK's client, and gives exactly the text that it returned; or of a refused call the status and the
    /// error code, such as <c>403 insufficient_scope</c>.
    /// </summary>
    public static async Task<string> ResultAsync(this McpTestServer server, string? token, string tool)
    {
        using var response = await server.PostAsync(Message("tools/call", $"\"name\":\"{tool}\",\"arguments\":{{}}"), token);
        if (!response.IsSuccessStatusCode)
        {
            return $"{(int)response.StatusCode} {ErrorCode().Match(response.Challenge()).Groups[1].Value}".TrimEnd();
        }

        var body = await response.Content.ReadAsStringAsync();
        var message = body.Split('\n').Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line).Last(line => line.StartsWith('{'));
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("result").GetProperty("content").EnumerateArray().Single().GetProperty("text").GetString()!;
    }

    /// <summary>The value of the one <c>WWW-Authenticate</c> header.</summary>
    public static string Challenge(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values.Single() : "";

    /// <summary>A request of a user to the token endpoints.</summary>
    public static async Task<HttpResponseMessage> SendAsUserAsync(this McpTestServer server, HttpMethod method, string path, string? json = null, string? user = "alice")
    {
        using var request = new HttpRequestMessage(method, path);
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return await server.Http.SendAsync(request);
    }

    [GeneratedRegex(", error=\"([a-z_]+)\"")]
    private static partial Regex ErrorCode();
}
