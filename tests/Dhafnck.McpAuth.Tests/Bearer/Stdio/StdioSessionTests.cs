using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;

namespace Dhafnck.McpAuth.Tests.Bearer.Stdio;

/// <summary>A session on standard input and output lasts as long as its token, and its requests count as those over HTTP.</summary>
public sealed class StdioSessionTests
{
    // Far from the bound of a second, for machines that are busy; far below the 30 seconds of what nobody is told of.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly LongCall _calls = new();

    [Theory]
    [InlineData(LongCall.Tool)]
    [InlineData(LongCall.DeafTool)]
    public async Task A_revoked_token_ends_the_call_that_runs_with_the_reason_and_then_the_process(string tool)
    {
        await using var server = WithLongCall();
        var issued = await server.IssueAsync();
        await server.ConnectAsync(issued.Value);
        var call = await BeginCallAsync(server, tool);

        await server.Tokens.RevokeAsync("alice", issued.Token.Id);

        await call.Awaiting(running => running.WaitAsync(Eventually.Deadline)).Should().ThrowAsync<McpException>().WithMessage("*its access token is no longer valid: The access token was revoked.*");
        await server.StopsAsync();
        _calls.Release();
    }

    [Fact]
    public async Task A_revocation_by_another_process_ends_the_session_and_a_call_after_it_is_refused()
    {
        var store = new InMemoryTokenStore();
        await using var elsewhere = new StdioTestServer();
        elsewhere.Registrations.AddSingleton<ITokenStore>(store);
        await using var server = new StdioTestServer();
        server.Registrations.AddSingleton<ITokenStore>(store);
        var issued = await elsewhere.IssueAsync();
        await server.ConnectAsync(issued.Value);

        var watch = Stopwatch.StartNew();
        await elsewhere.Tokens.RevokeAsync("alice", issued.Token.Id);
        await server.Log.SaysAsync("The session on standard input and output ends: The access token was revoked.");

        watch.Elapsed.Should().BeLessThan(Soon);
        var call = () => server.CallAsync("whoami");
        await call.Should().ThrowAsync<McpProtocolException>().WithMessage("*The access token was revoked.*");
        await server.StopsAsync();
    }

    [Fact]
    public async Task A_request_sees_a_revocation_before_the_watch_does()
    {
        await using var server = WithClock();
        var issued = await server.IssueAsync();
        await server.ConnectAsync(issued.Value);

        // The clock stands still, so the watch does not look.
        await server.Tokens.RevokeAsync("alice", issued.Token.Id);
        var call = () => server.CallAsync("whoami");

        await call.Should().ThrowAsync<McpProtocolException>().WithMessage("*The access token was revoked.*");
        await server.StopsAsync(() => _time.Advance(TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public async Task A_token_that_expires_ends_the_call_that_runs_and_the_process()
    {
        await using var server = WithClock();
        server.Mcp.WithTools(_calls);
        var issued = await server.IssueAsync(lifetime: TimeSpan.FromMinutes(2));
        await server.ConnectAsync(issued.Value);
        var call = await BeginCallAsync(server, LongCall.Tool);

        _time.Advance(TimeSpan.FromMinutes(1));
        call.IsCompleted.Should().BeFalse();
        await server.StopsAsync(() => _time.Advance(TimeSpan.FromMilliseconds(250)));

        _time.GetUtcNow().Should().BeOnOrAfter(issued.Token.ExpiresAt);
        await call.Awaiting(running => running.WaitAsync(Eventually.Deadline)).Should().ThrowAsync<McpException>().WithMessage("*The access token expired.*");
    }

    [Fact]
    public async Task A_token_whose_scopes_change_keeps_its_session_and_the_change_holds_for_the_next_request()
    {
        await using var server = new StdioTestServer();
        var issued = await server.IssueAsync();
        await server.ConnectAsync(issued.Value);
        (await server.CallAsync("write_tasks")).Should().Be("written");

        await server.Tokens.UpdateAsync("alice", issued.Token.Id, new() { Scopes = ["execute:mcp", "read:tasks"] });
        var call = () => server.CallAsync("write_tasks");

        await call.Should().ThrowAsync<McpProtocolException>().WithMessage("*lacks a scope*");
        (await server.CallAsync("read_tasks")).Should().Be("tasks");
    }

    [Fact]
    public async Task A_store_that_is_away_for_longer_than_the_bound_ends_the_session()
    {
        var store = new SwitchableTokenStore();
        await using var server = WithClock();
        server.Registrations.AddSingleton<ITokenStore>(store);
        var issued = await server.IssueAsync();
        await server.ConnectAsync(issued.Value);

        store.IsCutOff = true;
        await server.StopsAsync(() => _time.Advance(TimeSpan.FromMilliseconds(250)));

        server.Log.Text.Should().Contain("The session on standard input and output ends: The server has been unable to check the token for too long.");
    }

    [Fact]
    public async Task A_request_over_the_limit_gets_an_error_that_says_when_to_come_back_and_the_session_goes_on()
    {
        await using var server = WithClock();
        var issued = await server.IssueAsync(rateLimit: 20);
        await server.ConnectAsync(issued.Value);

        var error = await CallUntilRefusedAsync(server);

        error.Message.Should().Contain("has used up its limit of 20 requests per hour");
        error.Data["status"]?.ToString().Should().Be("429");
        error.Data["retryAfter"]?.ToString().Should().Be("3600");
        _time.Advance(TimeSpan.FromHours(1));
        (await server.CallAsync("whoami")).Should().Be("alice");
    }

    [Fact]
    public async Task Requests_and_tool_calls_are_counted_and_written_when_the_process_ends()
    {
        var tokens = new InMemoryTokenStore();
        var usage = new InMemoryUsageStore(tokens);
        var server = new StdioTestServer();
        server.Registrations.AddSingleton<ITokenStore>(tokens).AddSingleton<IUsageStore>(usage);
        var issued = await server.IssueAsync(["execute:mcp", "read:tasks"]);
        await server.ConnectAsync(issued.Value);
        var before = TimeProvider.System.GetUtcNow();
        await server.CallAsync("whoami");
        await server.Awaiting(refused => refused.CallAsync("write_tasks")).Should().ThrowAsync<McpException>();
        await server.DisposeAsync();

        var counts = await usage.ListAsync(issued.Token.Id, UsagePeriod.Hour, before.AddHours(-1), before.AddHours(1), TestContext.Current.CancellationToken);
        counts.Should().Contain(count => count.Tool == "whoami" && count.Outcome == UsageOutcome.Succeeded && count.Count == 1);
        counts.Should().Contain(count => count.Tool == "write_tasks" && count.Outcome == UsageOutcome.Forbidden && count.Count == 1);
        counts.Should().Contain(count => count.Tool == null && count.Outcome == UsageOutcome.Forbidden && count.Count == 1);
        (await tokens.FindAsync(issued.Token.Id, TestContext.Current.CancellationToken))!.UsageCount.Should().BeGreaterThan(2);
    }

    private static async Task<McpProtocolException> CallUntilRefusedAsync(StdioTestServer server)
    {
        for (var call = 0; call < 20; call++)
        {
            try
            {
                await server.CallAsync("whoami");
            }
            catch (McpProtocolException refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException("No request was refused.");
    }

    private async Task<Task<string>> BeginCallAsync(StdioTestServer server, string tool)
    {
        var call = server.CallAsync(tool, ("call", "one"));
        await Eventually.IsSoAsync(() => _calls.StateOf("one") == "running");
        return call;
    }

    private StdioTestServer WithLongCall()
    {
        var server = new StdioTestServer();
        server.Mcp.WithTools(_calls);
        return server;
    }

    private StdioTestServer WithClock()
    {
        var server = new StdioTestServer();
        server.Registrations.AddSingleton<TimeProvider>(_time);
        return server;
    }
}
