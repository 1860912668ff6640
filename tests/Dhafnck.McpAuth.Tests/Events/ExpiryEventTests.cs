using System.Diagnostics;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What the sinks are told before a token expires.</summary>
public sealed class ExpiryEventTests : EventTest
{
    [Fact]
    public async Task Expiry_is_told_of_a_week_and_a_day_ahead_and_once_each()
    {
        var store = new SwitchableTokenStore();
        await using var server = await Setup.StartAsync(options => options.Store = store);
        var month = await server.IssueAsync(days: 30);
        var week = await server.IssueAsync(days: 7);
        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created);

        await PassAsync(TimeSpan.FromDays(6.5), store);
        (await ToldAsync(TokenEventKind.ExpiresInOneDay, 1))[0].TokenId.Should().Be(week.Token.Id);
        Sink.Of(TokenEventKind.ExpiresInSevenDays).Should().BeEmpty("a token of seven days expires within seven days from the start");

        await PassAsync(TimeSpan.FromDays(17), store);
        (await ToldAsync(TokenEventKind.ExpiresInSevenDays, 1))[0].TokenId.Should().Be(month.Token.Id);

        await PassAsync(TimeSpan.FromDays(5.5), store);
        await ToldAsync(TokenEventKind.ExpiresInOneDay, 2);
        await using var restarted = await Setup.StartAsync(options => options.Store = store);
        await PassAsync(TimeSpan.FromHours(3), store);
        Sink.Events.Should().HaveCount(5);
    }

    [Fact]
    public async Task Of_more_expiring_tokens_than_a_queue_holds_every_one_is_told_of()
    {
        const int Expiring = 12_000;
        for (var token = 0; token < Expiring; token++)
        {
            await Tokens.AddAsync(SampleTokens.Create($"owner-{token % 10}", Time.GetUtcNow().AddDays(-29.5).AddSeconds(token)));
        }

        var slow = new SlowSink();
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.Services.AddSingleton<ITokenEventSink>(slow));

        // The sink goes when nothing is left to be reported, or whoever reports waits for it.
        var (told, since) = (0, Stopwatch.StartNew());
        await Eventually.GetAsync(() => Task.FromResult(Sink.Events.Count), count =>
        {
            (told, since) = count == told ? (told, since) : (count, Stopwatch.StartNew());
            return count > 0 && since.Elapsed > TimeSpan.FromSeconds(3);
        });
        slow.Goes();

        await Eventually.GetAsync(() => Task.FromResult(slow.Owners.Count), count => count == Expiring, () => Time.Advance(TimeSpan.FromMilliseconds(20)));
        (await ToldAsync(TokenEventKind.ExpiresInOneDay, Expiring)).Select(tokenEvent => tokenEvent.TokenId).Distinct().Should().HaveCount(Expiring);
        server.Log.Text.Should().NotContain("is dropped");
    }

    // Hour by hour, so that what looks every hour looks each time.
    private async Task PassAsync(TimeSpan time, SwitchableTokenStore store)
    {
        for (var hour = 0; hour < time.TotalHours; hour++)
        {
            var looks = store.LooksForExpiry;
            Time.Advance(TimeSpan.FromHours(1));
            await Eventually.IsSoAsync(() => store.LooksForExpiry > looks);
        }
    }

    // The clock goes on, for an event whose claim missed its deadline when the clock moved by an hour.
    private Task<IReadOnlyList<TokenEvent>> ToldAsync(TokenEventKind kind, int count) =>
        Eventually.GetAsync(() => Task.FromResult(Sink.Of(kind)), events => events.Count == count, () => Time.Advance(TimeSpan.FromSeconds(1)));
}
