using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.MinimalServer;

/// <summary>The README's first screen.</summary>
public sealed class MinimalServerTests(MinimalServerProcess server) : IClassFixture<MinimalServerProcess>
{
    [Theory]
    [InlineData("my-first-token", HttpStatusCode.OK)]
    [InlineData("another", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Ten_lines_and_a_variable_protect_a_server(string? token, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_task","arguments":{"title":"Try it"}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);

        using var response = await server.Process.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected);
        (await response.Content.ReadAsStringAsync()).Contains("Try it", StringComparison.Ordinal).Should().Be(expected == HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_does_not_start_open_by_mistake()
    {
        var (exitCode, output) = await SampleProcess.RunToEndAsync("MinimalServer", "Production");

        exitCode.Should().NotBe(0);
        output.Should().Contain("No authentication is configured");
    }
}
