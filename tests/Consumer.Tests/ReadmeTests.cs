using System.Net;
using System.Text;

namespace Consumer.Tests;

/// <summary>The first minutes with the packages alone: the README's first program in a new project.</summary>
public sealed class ReadmeTests(ReadmeProject readme) : IClassFixture<ReadmeProject>
{
    private const string Token = "my-first-token-1";

    // In JSON, as the SDK writes it.
    private const string Answer = @"env created \u0027Try it\u0027.";

    [Fact]
    public async Task The_first_program_refuses_a_call_without_the_token_and_serves_one_with_it()
    {
        await using var server = await SampleProcess.StartProgramAsync(await readme.Project.BuildAsync(), "Development", ("MCP_BEARER_TOKEN", Token));

        using var refused = await CallAsync(server, token: null);
        using var accepted = await CallAsync(server, Token);

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        (await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(Answer);
    }

    [Theory]
    [InlineData("PublishTrimmed")]
    [InlineData("PublishAot")]
    public async Task The_first_program_published_without_what_it_does_not_use_does_the_same(string kind)
    {
        Assert.SkipUnless(kind != "PublishAot" || Command.Exists("clang") || Command.Exists("gcc"), "Needs a linker: apt-get install gcc libc6-dev");

        var (program, output) = await readme.Project.PublishAsync(kind, $"-p:{kind}=true", "-p:TrimmerSingleWarn=false", "-p:InvariantGlobalization=true");

        output.Split('\n').Where(line => line.Contains("warning", StringComparison.Ordinal) && line.Contains("Dhafnck", StringComparison.Ordinal)).Should().BeEmpty();
        await using (var server = await SampleProcess.StartProgramAsync(program, "Production", ("MCP_BEARER_TOKEN", Token), ("McpAuth__Cache__PollInterval", "00:00:01")))
        {
            using var refused = await CallAsync(server, token: null);
            using var accepted = await CallAsync(server, Token);
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            accepted.StatusCode.Should().Be(HttpStatusCode.OK);
            (await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(Answer);
        }

        await using var jwt = await SampleProcess.StartProgramAsync(program, "Production", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));
        using var forged = await CallAsync(jwt, "made.up.token");
        forged.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> CallAsync(SampleProcess server, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_task","arguments":{"title":"Try it"}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
