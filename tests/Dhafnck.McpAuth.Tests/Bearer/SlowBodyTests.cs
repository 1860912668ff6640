using System.Net.Sockets;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A request whose body comes slowly, of a token that does not have every scope, so that the gate reads the body.</summary>
public sealed class SlowBodyTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait","arguments":{"call":"slow"}}}""";

    [Fact]
    public async Task A_request_that_is_still_being_sent_ends_with_its_token_and_runs_nothing()
    {
        var calls = new LongCall();
        await using var server = await McpTestServer.StartAsync(options => options.Mcp = mcp => mcp.WithTools(calls));
        var issued = await server.IssueAsync(["execute:mcp"]);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issued.Value}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {Call.Length}\r\n\r\n{Call[..40]}"));
        await server.Log.SaysAsync($"accepted {issued.Token.Id}");

        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);

        (await IsClosedAsync(stream).WaitAsync(Eventually.Deadline)).Should().BeTrue();
        calls.StateOf("slow").Should().BeNull();
        await server.Log.SaysAsync($"ended an open request or call of {issued.Token.Id}: The access token was revoked.");
    }

    [Fact]
    public async Task A_request_that_is_sent_slowly_is_answered_while_its_token_is_valid()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync(["execute:mcp"]);
        const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {issued.Value}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {List.Length}\r\n\r\n{List[..20]}"));
        await server.Log.SaysAsync($"accepted {issued.Token.Id}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(List[20..]));

        using var reader = new StreamReader(stream, Encoding.UTF8);
        (await reader.ReadToEndAsync().WaitAsync(Eventually.Deadline)).Should().StartWith("HTTP/1.1 200").And.Contain("\"tools\"");
    }

    private static async Task<bool> IsClosedAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
