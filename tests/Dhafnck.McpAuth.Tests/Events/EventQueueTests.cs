using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What a sink that fails or is slow costs the others.</summary>
public sealed class EventQueueTests : EventTest
{
    [Fact]
    public async Task A_sink_that_fails_keeps_nobody_from_hearing()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenEventSink<FailingSink>());
        await server.IssueAsync();
        await server.IssueAsync();

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created);
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains("FailingSink failed to handle the event token.created", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_events_of_one_owner_do_not_delay_anothers()
    {
        var slow = new SlowSink();
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.Services.AddSingleton<ITokenEventSink>(slow));
        for (var token = 0; token < 50; token++)
        {
            await server.IssueAsync();
        }

        var bobs = await server.IssueAsync(owner: "bob");
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {bobs.Token.Id}", StringComparison.Ordinal));
        slow.Goes();

        var told = await Eventually.GetAsync(() => Task.FromResult(slow.Owners), owners => owners.Count == 51);
        told.ToList().IndexOf("bob").Should().BeLessThan(3);
    }

    [Fact]
    public async Task When_too_many_events_wait_those_of_the_owner_with_the_most_are_dropped_and_the_log_says_so()
    {
        var slow = new SlowSink();
        await using var server = await Setup.StartAsync(options =>
        {
            options.Auth = auth => auth.Services.AddSingleton<ITokenEventSink>(slow);
            options.Settings["McpAuth:Tokens:ActiveTokensPerOwner"] = "10000";
        });
        var tokens = server.Services.GetRequiredService<ApiTokenService>();
        for (var token = 0; token < 3_500; token++)
        {
            var issued = await server.IssueAsync();
            await tokens.RotateAsync("alice", issued.Token.Id, TimeSpan.Zero);
            await tokens.RevokeAsync("alice", issued.Token.Id);
        }

        var bobs = await server.IssueAsync(owner: "bob");
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {bobs.Token.Id}", StringComparison.Ordinal));
        slow.Goes();

        await Eventually.GetAsync(() => Task.FromResult(slow.Owners), owners => owners.Contains("bob"));
        server.Log.Text.Should().MatchRegex("The event token\\.[a-z]+ of tok_[0-9a-f]+ is dropped: the queue of SlowSink is full\\.");
    }

    [Fact]
    public async Task Dropped_events_are_counted_and_one_of_them_is_logged()
    {
        await using var server = await Setup.StartAsync(options =>
        {
            options.Auth = auth => auth.Services.AddSingleton<ITokenEventSink>(new SlowSink());
            options.Settings["McpAuth:Tokens:ActiveTokensPerOwner"] = "30000";
        });
        for (var token = 0; token < 10_100; token++)
        {
            await server.IssueAsync();
        }

        await Eventually.GetAsync(() => Task.FromResult(Sink.Events.Count), count => count == 10_100);
        Time.Advance(TimeSpan.FromMinutes(1));
        await server.IssueAsync();

        await server.Log.SaysAsync("is dropped: the queue of SlowSink is full. Dropped since the start: 1.");
        await server.Log.SaysAsync("is dropped: the queue of SlowSink is full. Dropped since the start: 100.");
        server.Log.Entries.Count(entry => entry.Message.Contains("the queue of SlowSink is full", StringComparison.Ordinal)).Should().Be(2);
    }

    private sealed class FailingSink : ITokenEventSink
    {
        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default) => throw new InvalidOperationException("cannot");
    }
}
