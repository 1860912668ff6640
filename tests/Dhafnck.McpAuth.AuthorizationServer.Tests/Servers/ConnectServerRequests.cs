using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

internal static class ConnectServerRequests
{
    /// <summary>Lists the tools with an access token.</summary>
    public static async Task<HttpStatusCode> UseAsync(this ConnectServer server, string accessToken)
    {
        using var response = await server.Http.SendAsync(RawHttp.Post("/mcp", RawHttp.ToolsList, accessToken), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Calls a tool with an access token, and gives the answer.</summary>
    public static async Task<HttpResponseMessage> CallAsync(this ConnectServer server, string? accessToken, string tool)
    {
        var body = "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{}},\"id\":1}";
        return await server.Http.SendAsync(RawHttp.Post("/mcp", body, accessToken), TestContext.Current.CancellationToken);
    }
}
