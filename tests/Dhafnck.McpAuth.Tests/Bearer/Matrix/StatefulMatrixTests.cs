using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

public sealed class StatefulMatrixTests(StatefulServer server) : StatusMatrix(server), IClassFixture<StatefulServer>
{
    protected override bool HasSession(string version) => version != MatrixMessage.WithoutHandshake;

    [Theory]
    [MemberData(nameof(LegacyCases))]
    public async Task A_message_to_the_legacy_endpoint_gets_its_status(HttpStatusCode status, MatrixOperation operation)
    {
        using var open = new HttpRequestMessage(HttpMethod.Get, "/mcp/sse") { Headers = { Authorization = new("Bearer", server.Good) } };
        using var stream = await server.Server.Http.SendAsync(open, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var path = await ReadAsync(lines, "endpoint");
        var token = await server.TokenAsync(status, operation);
        try
        {
            using var response = await server.Server.Http.SendAsync(MatrixMessage.Of(operation, "2024-11-05", null, token, path));

            if (status == HttpStatusCode.OK)
            {
                response.StatusCode.Should().Be(HttpStatusCode.Accepted);
                (await ReadAsync(lines, "message")).Should().Contain("\"result\"");
            }
            else
            {
                response.StatusCode.Should().Be(status);
                await AssertAsync(response, operation);
            }
        }
        finally
        {
            server.Recover();
        }
    }

    [Theory]
    [MemberData(nameof(LegacyCases))]
    public async Task The_official_client_of_the_legacy_endpoint_gets_its_status(HttpStatusCode status, MatrixOperation operation)
    {
        await using var client = await MatrixClient.ConnectAsync(server, "2024-11-05", isLegacy: true);
        await AssertAsync(client, status, operation);
    }

    [Fact]
    public async Task A_message_to_the_legacy_session_of_another_user_is_refused()
    {
        using var open = new HttpRequestMessage(HttpMethod.Get, "/mcp/sse") { Headers = { Authorization = new("Bearer", server.Good) } };
        using var stream = await server.Server.Http.SendAsync(open, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var path = await ReadAsync(lines, "endpoint");
        var bob = await server.Server.IssueAsync(["execute:mcp", "write:tasks"], owner: "bob");

        using var response = await server.Server.Http.SendAsync(MatrixMessage.Of(MatrixOperation.List, "2024-11-05", null, bob.Value, path));

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("another user");
    }

    [Theory]
    [InlineData("not JSON", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", HttpStatusCode.BadRequest)]
    public async Task What_is_no_message_is_told_so_on_the_legacy_endpoint(string body, HttpStatusCode status)
    {
        using var open = new HttpRequestMessage(HttpMethod.Get, "/mcp/sse") { Headers = { Authorization = new("Bearer", server.Good) } };
        using var stream = await server.Server.Http.SendAsync(open, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());

        using var response = await server.Server.Http.SendAsync(RawHttp.Post(await ReadAsync(lines, "endpoint"), body, server.Good));

        response.StatusCode.Should().Be(status);
    }

    public static TheoryData<HttpStatusCode, MatrixOperation> LegacyCases() =>
        [.. Statuses.SelectMany(status => Enum.GetValues<MatrixOperation>().Select(operation => (status, operation)))];

    private static async Task<string> ReadAsync(StreamReader lines, string kind)
    {
        while (await lines.ReadLineAsync(new CancellationTokenSource(Eventually.Deadline).Token) is { } line)
        {
            if (line == $"event: {kind}")
            {
                return (await lines.ReadLineAsync())!["data: ".Length..];
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
