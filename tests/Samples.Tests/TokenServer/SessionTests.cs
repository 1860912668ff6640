using System.Net;
using System.Text;
using ModelContextProtocol.Client;

namespace Samples.Tests.TokenServer;

/// <summary>What calls without a session leave behind where <c>GET /mcp/sse</c> is on.</summary>
public sealed class SessionTests
{
    private const string Call = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"server_time","arguments":{}},"id":1}""";
    private const int Kept = 1000;
    private const int PerToken = 350;

    [Fact]
    public async Task They_leave_a_thousand_sessions_at_most_and_end_no_stream()
    {
        await using var server = await TokenServerProcess.StartAsync();
        var user = await server.SignInAsync();
        var token = await CreateTokenAsync(server, user);
        await using var stream = await server.ConnectAsync(token, "/mcp/sse", HttpTransportMode.Sse);
        using var first = await SendAsync(server, token);
        var session = first.Headers.GetValues("Mcp-Session-Id").Single();
        (await StatusAsync(server, token, session)).Should().Be(HttpStatusCode.OK);

        for (var calls = 0; calls <= Kept; calls += PerToken)
        {
            var other = await CreateTokenAsync(server, user);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, PerToken),
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
                async (_, _) => (await StatusAsync(server, other)).Should().Be(HttpStatusCode.OK));
        }

        (await StatusAsync(server, token, session)).Should().Be(HttpStatusCode.NotFound);
        (await stream.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Should().NotBeEmpty();
    }

    private static async Task<string> CreateTokenAsync(TokenServerProcess server, string user) =>
        (await server.CreateTokenAsync(user, "execute:mcp"))["token"]!.GetValue<string>();

    private static async Task<HttpStatusCode> StatusAsync(TokenServerProcess server, string token, string? session = null)
    {
        using var response = await SendAsync(server, token, session);
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(TokenServerProcess server, string token, string? session = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(Call, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return server.SendAsync(request, token);
    }
}
