using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

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

    /// <summary>Posts a form. The last value of a field counts, and one of null leaves it out.</summary>
    public static async Task<TokenAnswer> PostFormAsync(this ConnectServer server, string path, IEnumerable<(string Name, string? Value)> fields)
    {
        var last = fields.GroupBy(field => field.Name).Select(group => group.Last()).Where(field => field.Value is not null);
        using var content = new FormUrlEncodedContent(last.Select(field => KeyValuePair.Create(field.Name, field.Value!)));
        using var response = await server.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
