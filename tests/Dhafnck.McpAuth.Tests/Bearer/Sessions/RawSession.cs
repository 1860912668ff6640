using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer.Sessions;

/// <summary>The requests of sessions as a client without an SDK sends them.</summary>
internal static class RawSession
{
    public const string Initialize =
        """{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}},"id":1}""";

    public const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";

    /// <summary>Opens a session at an endpoint, and gives its identifier.</summary>
    public static async Task<string> OpenSessionAsync(this McpTestServer server, string path, string token, string? host = null)
    {
        using var request = RawHttp.Post(path, Initialize, token);
        request.Headers.Host = host;
        using var response = await server.Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    /// <summary>Sends a ping, opens the stream or ends the session, by the method, and gives the status.</summary>
    public static async Task<HttpStatusCode> GoOnAsync(this McpTestServer server, string method, string path, string token, string? session, string? host = null)
    {
        using var request = RawHttp.Post(path, Ping, token);
        request.Method = new(method);
        request.Headers.Host = host;
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        if (method != "POST")
        {
            request.Content = null;
        }

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    /// <summary>The address that a legacy stream says messages are to be sent to.</summary>
    public static async Task<string> ReadMessageAddressAsync(this OpenStream stream) =>
        (await stream.ReadsAsync("\n\n")).Split("data: ")[1].Split('\n')[0].Trim();
}
