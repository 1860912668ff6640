using System.Text;

namespace RequestCost;

/// <summary>What a client asks for.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Expected">What each answer has to contain.</param>
internal sealed record Endpoint(string Name, string Expected)
{
    private const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"All is well."}}}""";

    public static readonly Endpoint ToolCall = new("tools/call", """{"type":"text","text":"All is well."}""");

    public static readonly Endpoint Empty = new("empty", "HTTP/1.1 200 OK");

    public static readonly IReadOnlyList<Endpoint> All = [ToolCall, Empty];

    public static Endpoint Of(string name) => All.First(endpoint => endpoint.Name == name);

    /// <summary>The bytes of a request.</summary>
    /// <param name="token">The token that it presents, or none.</param>
    public byte[] Request(string? token)
    {
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        return Encoding.ASCII.GetBytes(this == ToolCall
            ? $"POST {Server.Mcp} HTTP/1.1\r\nHost: localhost\r\n{authorization}Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-06-18\r\nContent-Type: application/json\r\nContent-Length: {Call.Length}\r\n\r\n{Call}"
            : $"GET {Server.Empty} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n");
    }
}
