using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What the sinks are told when a token is used far more than it was.</summary>
public sealed class UnusualUseEventTests : EventTest
{
    [Fact]
    public async Task An_hour_far_beyond_the_usual_is_told_of_and_a_busy_token_as_always_is_not()
    {
        await using var server = await Setup.StartAsync();
        var busy = await server.IssueAsync(rateLimit: 100_000);
        var quiet = await server.IssueAsync(rateLimit: 100_000);
        Time.Advance(TimeSpan.FromDays(8));
        await UseAsync(busy, 50, Enumerable.Range(1, 7 * 24).ToArray());
        await UseAsync(quiet, 1, 7 * 24);

        await MakeRequestsAsync(server, busy, 120);
        await MakeRequestsAsync(server, quiet, 120);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.UnusualUse);
        Sink.Of(TokenEventKind.UnusualUse).Single().TokenId.Should().Be(quiet.Token.Id);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 8 * 24)]
    [InlineData(false, 8 * 24, 23, 1)]
    [InlineData(true, 8 * 24, 24)]
    [InlineData(true, 10 * 24, 9 * 24, 1)]
    public async Task Without_a_day_of_use_nothing_is_unusual(bool isUnusual, int hoursSinceCreation, params int[] usedHoursAgo)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(days: 365);
        Time.Advance(TimeSpan.FromHours(hoursSinceCreation));
        await UseAsync(issued, 1, usedHoursAgo);

        await MakeRequestsAsync(server, issued, 120);

        await HasToldAsync(server);
        Sink.Of(TokenEventKind.UnusualUse).Should().HaveCount(isUnusual ? 1 : 0);
    }

    [Fact]
    public async Task What_is_usual_is_measured_from_the_first_use_and_not_from_the_creation()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        Time.Advance(TimeSpan.FromDays(7));
        await UseAsync(issued, 40, Enumerable.Range(1, 30).ToArray());

        await MakeRequestsAsync(server, issued, 120);

        await HasToldAsync(server);
        Sink.Of(TokenEventKind.UnusualUse).Should().BeEmpty();
    }

    [Fact]
    public async Task Unusual_use_is_noticed_under_limiters_of_the_applications_own_too()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenRateLimiters<NoLimit>());
        var issued = await server.IssueAsync();
        await UseAsync(issued, 1, 24);

        await MakeRequestsAsync(server, issued, 120);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.UnusualUse);
    }

    [Fact]
    public async Task Unusual_use_is_looked_for_after_the_counts_are_written_and_for_many_tokens_at_once()
    {
        var questions = new HourQuestions(Usage);
        var server = await Setup.StartAsync(options => options.Builder += builder => builder.Services.AddSingleton<IUsageStore>(questions));
        var tokens = new List<IssuedToken>();
        for (var token = 0; token < 5; token++)
        {
            tokens.Add(await server.IssueAsync(rateLimit: 100_000));
            await UseAsync(tokens[^1], 1, 24);
        }

        await Task.WhenAll(tokens.Select(token => Task.WhenAll(Enumerable.Range(0, 120).Select(async _ => (await server.ListToolsAsync(token.Value)).Dispose()))));

        // The counts are written, and looked at, when the server stops.
        await server.DisposeAsync();

        Sink.Of(TokenEventKind.UnusualUse).Should().HaveCount(5);
        questions.Tokens.Should().Equal(5, 5);
    }

    private Task UseAsync(IssuedToken token, int requests, params int[] hoursAgo) =>
        Usage.AddAsync(new TokenUse
        {
            TokenId = token.Token.Id,
            Requests = 0,
            Hours = [.. hoursAgo.Select(ago => SampleUsage.Count(Time.GetUtcNow().AddHours(-ago), null, UsageOutcome.Succeeded, requests))],
        });

    private static async Task MakeRequestsAsync(McpTestServer server, IssuedToken token, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await server.ListToolsAsync(token.Value);
        }

        // Whoever asks for the use has it written first, and looked at.
        using var usage = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{token.Token.Id}/usage");
        usage.IsSuccessStatusCode.Should().BeTrue();
    }

    // Events are told in the order in which they were reported.
    private async Task HasToldAsync(McpTestServer server)
    {
        var last = await server.IssueAsync();
        await Eventually.GetAsync(() => Task.FromResult(Sink.Of(TokenEventKind.Created)), events => events.Any(tokenEvent => tokenEvent.TokenId == last.Token.Id));
    }

    private sealed class NoLimit : ITokenRateLimiters
    {
        public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
            new(new ConcurrencyLimiter(new() { PermitLimit = 1000 }));
    }

    private sealed class HourQuestions(IUsageStore store) : DelegatingUsageStore(store)
    {
        private readonly ConcurrentQueue<int> _tokens = [];

        /// <summary>Of how many tokens each question for hours was.</summary>
        public IReadOnlyList<int> Tokens => [.. _tokens];

        public override Task<IReadOnlyDictionary<string, IReadOnlyList<UsageCount>>> ListRequestsAsync(IReadOnlyCollection<string> tokenIds, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default)
        {
            _tokens.Enqueue(tokenIds.Count);
            return base.ListRequestsAsync(tokenIds, period, from, before, cancellationToken);
        }
    }
}
