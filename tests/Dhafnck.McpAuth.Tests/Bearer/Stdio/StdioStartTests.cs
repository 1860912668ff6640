using System.IO.Pipelines;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;

namespace Dhafnck.McpAuth.Tests.Bearer.Stdio;

/// <summary>A server on standard input and output checks its token when it starts. The client is told why, and the process ends.</summary>
public sealed class StdioStartTests
{
    [Theory]
    [InlineData(null, "Set the environment variable MCP_ACCESS_TOKEN to an access token*")]
    [InlineData(" ", "Set the environment variable MCP_ACCESS_TOKEN to an access token*")]
    [InlineData("not-a-token", "The access token is invalid.")]
    [InlineData("\"quoted\"", "The access token is in quotation marks.*")]
    [InlineData("Bearer eyJ", "The word Bearer appears twice.*")]
    [InlineData("a\nb", "The access token is malformed.")]
    public async Task Without_a_usable_token_the_client_is_told_so_and_the_process_ends(string? token, string message)
    {
        await using var server = new StdioTestServer();

        await RefusesAsync(server, token, message);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        await using var elsewhere = new StdioTestServer(("JWT_SECRET_KEY", McpTestServer.SecretKey), ("JWT_AUDIENCE", "another-server"));
        await using var server = new StdioTestServer();

        await RefusesAsync(server, (await elsewhere.IssueAsync()).Value, "The access token is invalid.");
    }

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        await using var server = new StdioTestServer();
        var issued = await server.IssueAsync();
        await server.Tokens.RevokeAsync("alice", issued.Token.Id);

        await RefusesAsync(server, issued.Value, "The access token was revoked.");
        server.Log.Text.Should().Contain(issued.Token.Id).And.NotContain(issued.Value);
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var server = new StdioTestServer();
        server.Registrations.AddSingleton<TimeProvider>(time);
        var issued = await server.IssueAsync(days: 1);
        time.Advance(TimeSpan.FromDays(1));

        await RefusesAsync(server, issued.Value, "The access token expired.", () => time.Advance(TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public async Task A_token_without_a_scope_that_every_request_needs_is_refused()
    {
        await using var server = new StdioTestServer(("JWT_SECRET_KEY", McpTestServer.SecretKey), ("MCP_REQUIRED_SCOPES", "read:agents"));

        await RefusesAsync(server, (await server.IssueAsync()).Value, "*lacks a scope*read:agents*");
    }

    [Fact]
    public async Task A_token_that_is_limited_to_addresses_is_refused_because_there_is_no_address()
    {
        await using var server = new StdioTestServer();

        await RefusesAsync(server, (await server.IssueAsync(addresses: ["192.0.2.1", "127.0.0.1"])).Value, "*limited to certain addresses*McpAuth:Stdio:RemoteAddress*");
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_is_refused_because_standard_input_carries_no_proofs()
    {
        using var key = ProofKey.Create();
        await using var server = new StdioTestServer();

        await RefusesAsync(server, (await server.IssueAsync(key: key.Thumbprint)).Value, "*bound to a key, and standard input carries no proofs*");
    }

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.3.7", false)]
    public async Task The_address_that_the_settings_state_has_to_be_one_of_the_token(string address, bool isAllowed)
    {
        await using var server = new StdioTestServer(("JWT_SECRET_KEY", McpTestServer.SecretKey), ("McpAuth:Stdio:RemoteAddress", address));
        var issued = await server.IssueAsync(addresses: ["192.0.2.0/24"]);

        if (isAllowed)
        {
            await server.ConnectAsync(issued.Value);
            (await server.CallAsync("whoami")).Should().Be("alice");
        }
        else
        {
            await RefusesAsync(server, issued.Value, "The access token may not be used from this address.");
        }
    }

    [Fact]
    public async Task The_session_waits_for_a_store_that_starts_later()
    {
        var store = new SwitchableTokenStore();
        await using var server = new StdioTestServer();
        server.Registrations.AddSingleton<ITokenStore>(store);
        var issued = await server.IssueAsync();
        store.IsCutOff = true;

        var connecting = server.ConnectAsync(issued.Value);
        await server.Log.SaysAsync("could not be read");
        store.IsCutOff = false;
        await connecting;

        (await server.CallAsync("whoami")).Should().Be("alice");
    }

    [Fact]
    public async Task A_store_that_stays_away_is_told_and_ends_the_process()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var store = new SwitchableTokenStore();
        await using var server = new StdioTestServer();
        server.Registrations.AddSingleton<TimeProvider>(time).AddSingleton<ITokenStore>(store);
        var issued = await server.IssueAsync();
        store.IsCutOff = true;

        await RefusesAsync(server, issued.Value, "The token cannot be checked at the moment.*", () => time.Advance(TimeSpan.FromMilliseconds(250)));
    }

    [Theory]
    [InlineData("McpAuth:Stdio:Variable", "MCP_BEARER_TOKEN", "*Stdio.Variable is 'MCP_BEARER_TOKEN'*no name of another setting*")]
    [InlineData("McpAuth:Stdio:Variable", "A=B", "*Stdio.Variable is 'A=B'*letters, digits and underscores*")]
    [InlineData("McpAuth:Stdio:Header", "Cookie", "*Stdio.Header is 'Cookie'*")]
    [InlineData("McpAuth:Stdio:RemoteAddress", "nowhere", "*Stdio.RemoteAddress is 'nowhere'*")]
    [InlineData("McpAuth:Dpop:Required", "true", "*standard input and output carry no proofs*")]
    public async Task A_wrong_setting_stops_the_host(string setting, string value, string message)
    {
        await using var server = new StdioTestServer(("JWT_SECRET_KEY", McpTestServer.SecretKey), (setting, value));

        var start = () => server.StartAsync("anything");

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage(message);
    }

    [Fact]
    public async Task The_gate_without_its_transport_is_told()
    {
        var start = () => McpTestServer.StartAsync(options => options.Mcp = mcp => mcp.WithMcpAuth());

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*there is no WithStdioServerTransport()*RequireMcpAuth()*");
    }

    [Fact]
    public async Task A_server_that_also_serves_HTTP_does_not_start_because_its_HTTP_callers_would_have_the_token_of_the_process()
    {
        var (input, output) = (new Pipe(), new Pipe());

        var start = () => McpTestServer.StartAsync(options => options.Mcp = mcp => mcp
            .WithStreamServerTransport(input.Reader.AsStream(), output.Writer.AsStream())
            .WithMcpAuth());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*with the token of the process*Use one process for each.");
    }

    [Fact]
    public async Task The_console_logger_writes_to_standard_error()
    {
        await using var server = new StdioTestServer();
        server.Registrations.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Critical);

        server.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.LogToStandardErrorThreshold.Should().Be(LogLevel.Trace);
    }

    private static async Task RefusesAsync(StdioTestServer server, string? token, string message, Action? meanwhile = null)
    {
        var connecting = server.ConnectAsync(token);
        await server.StopsAsync(meanwhile);

        var connect = () => connecting;
        await connect.Should().ThrowAsync<McpException>().WithMessage($"*{message}");
        server.Log.Text.Should().Contain("The session on standard input and output ends");
    }
}
