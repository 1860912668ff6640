using System.Text;
using Faults.Servers;

namespace Faults.Load;

/// <summary>A tool call with a token.</summary>
internal static class McpCall
{
    /// <summary>Calls the tool.</summary>
    /// <returns>The status, or <see langword="null"/> if there was no answer.</returns>
    public static async Task<int?> SendAsync(Instance instance, string token, string tool = "server_time")
    {
        var body = $$$"""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"{{{tool}}}","arguments":{}},"id":1}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        try
        {
            using var response = await instance.Http.SendAsync(request);
            return (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
