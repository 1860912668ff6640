using System.Diagnostics;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol;
using Samples.Tests.CommandLine;

namespace Samples.Tests.StdioServer;

/// <summary>A server on standard input and output as a real process, with the official client.</summary>
public sealed class StdioServerTests
{
    private const string Key = "a key for tests, of more than thirty-two bytes";
    private const string FixedToken = "a-token-of-the-operator";

    [Fact]
    public async Task The_token_in_the_environment_says_who_calls()
    {
        var server = new StdioServerProcess(("MCP_BEARER_TOKEN", FixedToken), ("MCP_ACCESS_TOKEN", FixedToken));
        await using var client = await server.ConnectAsync();

        (await StdioServerProcess.CallAsync(client, "add_note", ("text", "Buy milk"))).Should().Be("env noted 'Buy milk'.");
        (await StdioServerProcess.CallAsync(client, "list_notes")).Should().Be("Buy milk");
        server.Errors.Should().Contain("MCP authentication: env.").And.NotContain(FixedToken);
    }

    [Fact]
    public async Task Without_authentication_it_serves_its_client_where_the_operator_says_so()
    {
        var server = new StdioServerProcess(("MCP_AUTH_TYPE", "none"));
        await using var client = await server.ConnectAsync();

        (await StdioServerProcess.CallAsync(client, "add_note", ("text", "Buy milk"))).Should().Be("anonymous noted 'Buy milk'.");
    }

    [Theory]
    [InlineData(null, "Set the environment variable MCP_ACCESS_TOKEN to an access token")]
    [InlineData("another-token", "The access token is invalid.")]
    public async Task A_process_without_a_valid_token_says_why_on_standard_error_and_ends_with_the_exit_code_1(string? token, string message)
    {
        var (exitCode, output, errors) = await RunAsync(("MCP_BEARER_TOKEN", FixedToken), ("MCP_ACCESS_TOKEN", token));

        exitCode.Should().Be(1);
        errors.Should().Contain($"The MCP session ends: {message}").And.NotContain(FixedToken).And.NotContain("another-token");
        var answer = JsonDocument.Parse(output).RootElement;
        answer.GetProperty("id").GetInt32().Should().Be(1);
        answer.GetProperty("error").GetProperty("message").GetString().Should().Contain(message);
        answer.GetProperty("error").GetProperty("data").GetProperty("status").GetInt32().Should().Be(401);
    }

    [Fact]
    public async Task The_client_of_a_process_without_a_valid_token_is_told_why()
    {
        var server = new StdioServerProcess(("MCP_BEARER_TOKEN", FixedToken), ("MCP_ACCESS_TOKEN", "another-token"));

        var connect = server.ConnectAsync;

        await connect.Should().ThrowAsync<Exception>().Where(exception => exception.ToString().Contains("The access token is invalid."));
    }

    [Fact]
    public async Task It_does_not_start_open_by_mistake()
    {
        var (exitCode, output, errors) = await RunAsync();

        exitCode.Should().NotBe(0);
        output.Should().BeEmpty();
        errors.Should().Contain("No authentication is configured");
    }

    [Fact]
    public async Task A_revocation_at_the_server_that_issued_the_token_ends_the_process()
    {
        await using var issuer = await TokenServerProcess.StartAsync(("JWT_SECRET_KEY", Key));
        (string, string)[] settings = [("ASPNETCORE_ENVIRONMENT", "Development"), ("DataDirectory", issuer.Data.FullName), ("JWT_SECRET_KEY", Key)];
        var owner = await OwnerAsync(issuer);
        var created = (await TokensCommand.RunAsync(settings, "tokens", "create", "--owner", owner, "--name", "stdio", "--scope", "execute:mcp", "--output", "json")).Json;
        var server = new StdioServerProcess(
            ("JWT_SECRET_KEY", Key),
            ("ConnectionStrings__Tokens", $"Data Source={Path.Combine(issuer.Data.FullName, "tokenserver.db")}"),
            ("MCP_ACCESS_TOKEN", created.GetProperty("token").GetString()));
        await using var client = await server.ConnectAsync();
        (await StdioServerProcess.CallAsync(client, "list_notes")).Should().BeEmpty();
        var tooNarrow = () => StdioServerProcess.CallAsync(client, "add_note", ("text", "Buy milk"));
        await tooNarrow.Should().ThrowAsync<McpProtocolException>().WithMessage("*write:tasks*");

        await TokensCommand.RunAsync(settings, "tokens", "revoke", created.GetProperty("id").GetString()!);
        var watch = Stopwatch.StartNew();

        (await StdioServerProcess.ExitCodeAsync(client)).Should().Be(1);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15));
        server.Errors.Should().Contain("The MCP session ends: The access token was revoked.");
    }

    /// <summary>Runs the process to its end, with one message on its standard input, and gives what it wrote to its two outputs.</summary>
    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params (string Name, string? Value)[] settings)
    {
        var project = Path.Combine(Repository.Root, "samples", "StdioServer");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(project, "bin", configuration, "net10.0", "StdioServer.dll")])
        {
            WorkingDirectory = project,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MCP_") || name.StartsWith("JWT_")).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        await using var child = ChildProcess.Start(start);
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        var output = child.Process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = child.Process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await child.Process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"tools/list","id":1}""");
            await child.Process.StandardInput.FlushAsync(deadline.Token);
        }
        catch (IOException)
        {
            // A process that does not start reads nothing.
        }

        await child.Process.WaitForExitAsync(deadline.Token);
        return (child.Process.ExitCode, await output, await errors);
    }

    private static async Task<string> OwnerAsync(TokenServerProcess server)
    {
        var user = await server.SignInAsync();
        using var config = await server.SendAsync(new(HttpMethod.Get, "/tokens/config"), user);
        using var document = JsonDocument.Parse(await config.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("owner").GetString()!;
    }
}
