using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace RequestCost;

/// <summary>What a client asks for.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Expected">What each answer has to contain.</param>
internal sealed record Endpoint(string Name, string Expected)
{
    private const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"All is well."}}}""";

    private const string ProtocolVersion = "2025-06-18";
    private static readonly byte[] CallBytes = Encoding.ASCII.GetBytes(Call);

    public static readonly Endpoint ToolCall = new("tools/call", """{"type":"text","text":"All is well."}""");

    public static readonly Endpoint Empty = new("empty", "HTTP/1.1 200 OK");

    public static readonly IReadOnlyList<Endpoint> All = [ToolCall, Empty];

    public static Endpoint Of(string name) => All.First(endpoint => endpoint.Name == name);

    /// <summary>A request, for a server without a network.</summary>
    /// <param name="authorization">Its <c>Authorization</c> header, or none.</param>
    public HttpRequestFeature Feature(string? authorization)
    {
        IHeaderDictionary headers = new HeaderDictionary { [HeaderNames.Host] = "localhost" };
        if (authorization is not null)
        {
            headers.Authorization = authorization;
        }

        var request = new HttpRequestFeature { Protocol = "HTTP/1.1", Scheme = "http", Method = HttpMethods.Get, Path = Server.Empty, Headers = headers };
        if (this == ToolCall)
        {
            (request.Method, request.Path, request.Body) = (HttpMethods.Post, Server.Mcp, new MemoryStream(CallBytes));
            headers.Accept = "application/json, text/event-stream";
            headers.ContentType = "application/json";
            headers.ContentLength = CallBytes.Length;
            headers["MCP-Protocol-Version"] = ProtocolVersion;
        }

        return request;
    }

    /// <summary>The bytes of a request.</summary>
    /// <param name="token">The token that it presents, or none.</param>
    public byte[] Request(string? token)
    {
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        return Encoding.ASCII.GetBytes(this == ToolCall
            ? $"POST {Server.Mcp} HTTP/1.1\r\nHost: localhost\r\n{authorization}Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {ProtocolVersion}\r\nContent-Type: application/json\r\nContent-Length: {Call.Length}\r\n\r\n{Call}"
            : $"GET {Server.Empty} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n");
    }
}
