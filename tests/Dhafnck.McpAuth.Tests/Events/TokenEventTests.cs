using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Testing.Hosting;
using Dhafnck.McpAuth.Testing.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Events;

public sealed class TokenEventTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTokenStore _tokens = new();
    private readonly Sink _sink = new();
    private readonly InMemoryUsageStore _usage;
    private readonly ConcurrentQueue<TokenUse> _written = [];

    public TokenEventTests() => _usage = new(_tokens);

    [Fact]
    public async Task The_life_of_a_token_is_told_with_its_owner_and_name()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var path = $"/api/v2/tokens/{issued.Token.Id}";
        using var changed = await server.SendAsUserAsync(HttpMethod.Patch, path, """{"name":"renamed"}""");
        using var rotated = await server.SendAsUserAsync(HttpMethod.Post, path + "/rotate");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, path);
        using var again = await server.SendAsUserAsync(HttpMethod.Delete, path);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Changed, TokenEventKind.Rotated, TokenEventKind.Revoked);
        _sink.Events.Should().OnlyContain(tokenEvent => tokenEvent.TokenId == issued.Token.Id && tokenEvent.OwnerId == "alice" && tokenEvent.OccurredAt == _time.GetUtcNow());
    }

    [Fact]
    public async Task Revoking_all_tells_of_each()
    {
        await using var server = await Setup.StartAsync();
        var tokens = new[] { await server.IssueAsync(), await server.IssueAsync() };

        using var response = await server.SendAsUserAsync(HttpMethod.Delete, "/api/v2/tokens");

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Revoked);
        _sink.Of(TokenEventKind.Revoked).Select(tokenEvent => tokenEvent.TokenId).Should().BeEquivalentTo(tokens.Select(token => token.Token.Id));
    }

    [Fact]
    public async Task A_refused_token_is_told_with_the_reason_and_address_once_an_hour()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        for (var i = 0; i < 20; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected);
        var rejected = _sink.Of(TokenEventKind.Rejected).Single();
        rejected.Reason.Should().Be("revoked");
        rejected.RemoteAddress.Should().Be(IPAddress.Loopback);

        _time.Advance(TimeSpan.FromHours(1));
        using var later = await server.ListToolsAsync(issued.Value);
        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected, TokenEventKind.Rejected);
    }

    [Fact]
    public async Task The_use_of_a_former_credential_is_told_as_what_it_is()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var rotated = await server.SendAsUserAsync(HttpMethod.Post, $"/api/v2/tokens/{issued.Token.Id}/rotate");

        using var response = await server.ListToolsAsync(issued.Value);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Rotated, TokenEventKind.FormerCredentialUsed);
    }

    [Fact]
    public async Task A_token_that_nobody_has_proven_to_be_genuine_is_not_told_of()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var forged = await server.ListToolsAsync(issued.Value[..^3] + "AAA");
        using var nonsense = await server.ListToolsAsync("nonsense");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked);
    }

    [Fact]
    public async Task Of_tokens_without_a_record_a_hundred_an_hour_are_told_of()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await McpTestServer.StartAsync(options => options.Time = _time);
        var unknown = new List<string>();
        for (var i = 0; i < 101; i++)
        {
            unknown.Add((await other.IssueAsync(owner: $"owner-{i}")).Value);
        }

        // The first one comes three times, and counts once.
        foreach (var token in unknown.Take(1).Concat(unknown.Take(1)).Concat(unknown))
        {
            using var response = await server.ListToolsAsync(token);
        }

        await server.IssueAsync();
        await Eventually.GetAsync(() => Task.FromResult(_sink.Of(TokenEventKind.Created).Count), count => count == 1);
        _sink.Of(TokenEventKind.Rejected).Should().HaveCount(100).And.OnlyContain(tokenEvent => tokenEvent.Reason == "not_found");
        _time.Advance(TimeSpan.FromHours(1));
        using var later = await server.ListToolsAsync(unknown[^1]);
        await Eventually.GetAsync(() => Task.FromResult(_sink.Of(TokenEventKind.Rejected).Count), count => count == 101);
    }

    [Fact]
    public async Task A_token_that_expired_and_has_no_record_any_longer_is_not_told_of()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await McpTestServer.StartAsync(options => options.Time = _time);
        var issued = await other.IssueAsync(days: 1);
        _time.Advance(TimeSpan.FromDays(1));

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await server.IssueAsync();
        await _sink.ReceivedAsync(TokenEventKind.Created);
    }

    [Fact]
    public async Task A_token_at_its_limit_is_told_of()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 1);
        for (var i = 0; i < 3; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Limited);
    }

    [Fact]
    public async Task A_new_address_is_told_of_unless_it_is_the_first()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var other = await server.IssueAsync();
        await _usage.AddAsync(new TokenUse { TokenId = other.Token.Id, Requests = 1, Addresses = [SampleUsage.From("192.0.2.1", _time.GetUtcNow())] });

        using var first = await server.ListToolsAsync(issued.Value);
        using var second = await server.ListToolsAsync(other.Value);
        using var third = await server.ListToolsAsync(other.Value);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.NewAddress);
        _sink.Of(TokenEventKind.NewAddress).Single().TokenId.Should().Be(other.Token.Id);
        _sink.Of(TokenEventKind.NewAddress).Single().RemoteAddress.Should().Be(IPAddress.Loopback);
    }

    [Fact]
    public async Task An_address_is_told_and_kept_as_IPv4_where_it_is_one_however_the_socket_spells_it()
    {
        var server = await Setup.StartAsync(options => options.Map = app =>
        {
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers["X-From"].ToString());
                return next(context);
            });
            app.MapMcp("/mcp").RequireMcpAuth();
        });
        var issued = await server.IssueAsync();
        foreach (var address in new[] { "192.0.2.1", "::ffff:192.0.2.2", "192.0.2.2", "::ffff:192.0.2.1" })
        {
            using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
            request.Headers.Add("X-From", address);
            using var response = await server.Http.SendAsync(request);
        }

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.NewAddress);
        _sink.Of(TokenEventKind.NewAddress).Single().RemoteAddress.Should().Be(IPAddress.Parse("192.0.2.2"));
        await server.DisposeAsync();
        _written.Should().ContainSingle().Which.Addresses.Select(address => address.Address).Should().BeEquivalentTo("192.0.2.1", "192.0.2.2");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_silence_the_next_hour()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        using var first = await server.ListToolsAsync(issued.Value);
        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected);

        _time.AdjustTime(_time.GetUtcNow().AddHours(-2));
        using var later = await server.ListToolsAsync(issued.Value);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected, TokenEventKind.Rejected);
    }

    [Fact]
    public async Task Unusual_use_is_noticed_under_limiters_of_the_applications_own_too()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenRateLimiters<NoLimit>());
        var issued = await server.IssueAsync();
        await UseAsync(issued, 1, 24);

        await MakeRequestsAsync(server, issued, 120);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.UnusualUse);
    }

    [Fact]
    public async Task Expiry_is_told_of_a_week_and_a_day_ahead_and_once_each()
    {
        var store = new SwitchableTokenStore();
        await using var server = await Setup.StartAsync(options => options.Store = store);
        var month = await server.IssueAsync(days: 30);
        var week = await server.IssueAsync(days: 7);
        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created);

        await PassAsync(TimeSpan.FromDays(6.5), store);
        (await ToldAsync(TokenEventKind.ExpiresInOneDay, 1))[0].TokenId.Should().Be(week.Token.Id);
        _sink.Of(TokenEventKind.ExpiresInSevenDays).Should().BeEmpty("a token of seven days expires within seven days from the start");

        await PassAsync(TimeSpan.FromDays(17), store);
        (await ToldAsync(TokenEventKind.ExpiresInSevenDays, 1))[0].TokenId.Should().Be(month.Token.Id);

        await PassAsync(TimeSpan.FromDays(5.5), store);
        await ToldAsync(TokenEventKind.ExpiresInOneDay, 2);
        await using var restarted = await Setup.StartAsync(options => options.Store = store);
        await PassAsync(TimeSpan.FromHours(3), store);
        _sink.Events.Should().HaveCount(5);
    }

    [Fact]
    public async Task An_hour_far_beyond_the_usual_is_told_of_and_a_busy_token_as_always_is_not()
    {
        await using var server = await Setup.StartAsync();
        var busy = await server.IssueAsync(rateLimit: 100_000);
        var quiet = await server.IssueAsync(rateLimit: 100_000);
        _time.Advance(TimeSpan.FromDays(8));
        await UseAsync(busy, 50, Enumerable.Range(1, 7 * 24).ToArray());
        await UseAsync(quiet, 1, 7 * 24);

        await MakeRequestsAsync(server, busy, 120);
        await MakeRequestsAsync(server, quiet, 120);

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.UnusualUse);
        _sink.Of(TokenEventKind.UnusualUse).Single().TokenId.Should().Be(quiet.Token.Id);
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
        _time.Advance(TimeSpan.FromHours(hoursSinceCreation));
        await UseAsync(issued, 1, usedHoursAgo);

        await MakeRequestsAsync(server, issued, 120);

        await HasToldAsync(server);
        _sink.Of(TokenEventKind.UnusualUse).Should().HaveCount(isUnusual ? 1 : 0);
    }

    [Fact]
    public async Task What_is_usual_is_measured_from_the_first_use_and_not_from_the_creation()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        _time.Advance(TimeSpan.FromDays(7));
        await UseAsync(issued, 40, Enumerable.Range(1, 30).ToArray());

        await MakeRequestsAsync(server, issued, 120);

        await HasToldAsync(server);
        _sink.Of(TokenEventKind.UnusualUse).Should().BeEmpty();
    }

    [Fact]
    public async Task Among_the_processes_of_a_store_one_tells()
    {
        await using var first = await Setup.StartAsync();
        await using var second = await Setup.StartAsync();
        var issued = await first.IssueAsync();
        using var revoked = await first.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        using var here = await first.ListToolsAsync(issued.Value);
        using var there = await second.ListToolsAsync(issued.Value);
        var last = await second.IssueAsync();

        await Eventually.GetAsync(() => Task.FromResult(_sink.Of(TokenEventKind.Created).Count), count => count == 2);
        await Eventually.GetAsync(() => Task.FromResult(_sink.Of(TokenEventKind.Rejected).Count), count => count == 1);
    }

    [Fact]
    public async Task A_sink_that_fails_keeps_nobody_from_hearing()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenEventSink<FailingSink>());
        await server.IssueAsync();
        await server.IssueAsync();

        await _sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created);
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
    public async Task Of_more_expiring_tokens_than_a_queue_holds_every_one_is_told_of()
    {
        const int Tokens = 12_000;
        for (var token = 0; token < Tokens; token++)
        {
            await _tokens.AddAsync(SampleTokens.Create($"owner-{token % 10}", _time.GetUtcNow().AddDays(-29.5).AddSeconds(token)));
        }

        var slow = new SlowSink();
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.Services.AddSingleton<ITokenEventSink>(slow));

        // The sink goes when nothing is left to be reported, or whoever reports waits for it.
        var (told, since) = (0, Stopwatch.StartNew());
        await Eventually.GetAsync(() => Task.FromResult(_sink.Events.Count), count =>
        {
            (told, since) = count == told ? (told, since) : (count, Stopwatch.StartNew());
            return count > 0 && since.Elapsed > TimeSpan.FromSeconds(3);
        });
        slow.Goes();

        await Eventually.GetAsync(() => Task.FromResult(slow.Owners.Count), count => count == Tokens, () => _time.Advance(TimeSpan.FromMilliseconds(20)));
        _sink.Of(TokenEventKind.ExpiresInOneDay).Select(tokenEvent => tokenEvent.TokenId).Distinct().Should().HaveCount(Tokens);
        server.Log.Text.Should().NotContain("is dropped");
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

        await Eventually.GetAsync(() => Task.FromResult(_sink.Events.Count), count => count == 10_100);
        _time.Advance(TimeSpan.FromMinutes(1));
        await server.IssueAsync();

        await server.Log.SaysAsync("is dropped: the queue of SlowSink is full. Dropped since the start: 1.");
        await server.Log.SaysAsync("is dropped: the queue of SlowSink is full. Dropped since the start: 100.");
        server.Log.Entries.Count(entry => entry.Message.Contains("the queue of SlowSink is full", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Unusual_use_is_looked_for_after_the_counts_are_written_and_for_many_tokens_at_once()
    {
        var questions = new HourQuestions(_usage);
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

        _sink.Of(TokenEventKind.UnusualUse).Should().HaveCount(5);
        questions.Tokens.Should().Equal(5, 5);
    }

    [Fact]
    public async Task The_log_has_every_event()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {issued.Token.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_reported_when_the_server_stops_is_told()
    {
        await using (var server = await Setup.StartAsync())
        {
            await server.IssueAsync();
        }

        _sink.Events.Should().ContainSingle(tokenEvent => tokenEvent.Kind == TokenEventKind.Created);
    }

    private McpTestServerOptions Setup => new()
    {
        Time = _time,
        Store = _tokens,
        Usage = new ObservedUsageStore(_usage, _written),
        Services = services => services.AddSingleton<ITokenEventSink>(_sink),
    };

    private Task UseAsync(IssuedToken token, int requests, params int[] hoursAgo) =>
        _usage.AddAsync(new TokenUse
        {
            TokenId = token.Token.Id,
            Requests = 0,
            Hours = [.. hoursAgo.Select(ago => SampleUsage.Count(_time.GetUtcNow().AddHours(-ago), null, UsageOutcome.Succeeded, requests))],
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
        await Eventually.GetAsync(() => Task.FromResult(_sink.Of(TokenEventKind.Created)), events => events.Any(tokenEvent => tokenEvent.TokenId == last.Token.Id));
    }

    // Hour by hour, so that what looks every hour looks each time.
    private async Task PassAsync(TimeSpan time, SwitchableTokenStore store)
    {
        for (var hour = 0; hour < time.TotalHours; hour++)
        {
            var looks = store.LooksForExpiry;
            _time.Advance(TimeSpan.FromHours(1));
            await Eventually.IsSoAsync(() => store.LooksForExpiry > looks);
        }
    }

    // The clock goes on, for an event whose claim missed its deadline when the clock moved by an hour.
    private Task<IReadOnlyList<TokenEvent>> ToldAsync(TokenEventKind kind, int count) =>
        Eventually.GetAsync(() => Task.FromResult(_sink.Of(kind)), events => events.Count == count, () => _time.Advance(TimeSpan.FromSeconds(1)));

    private sealed class NoLimit : ITokenRateLimiters
    {
        public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
            new(new ConcurrencyLimiter(new() { PermitLimit = 1000 }));
    }

    private sealed class ObservedUsageStore(IUsageStore store, ConcurrentQueue<TokenUse> written) : DelegatingUsageStore(store)
    {
        public override Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
        {
            foreach (var use in batch.Uses)
            {
                written.Enqueue(use);
            }

            return base.AddAsync(batch, cancellationToken);
        }
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

    private sealed class FailingSink : ITokenEventSink
    {
        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default) => throw new InvalidOperationException("cannot");
    }

    private sealed class SlowSink : ITokenEventSink
    {
        private readonly ConcurrentQueue<string?> _owners = [];
        private readonly TaskCompletionSource _goes = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string?> Owners => [.. _owners];

        public void Goes() => _goes.SetResult();

        public async Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
        {
            await _goes.Task.WaitAsync(cancellationToken);
            _owners.Enqueue(tokenEvent.OwnerId);
        }
    }

    private sealed class Sink : ITokenEventSink
    {
        private readonly ConcurrentQueue<TokenEvent> _events = [];

        public IReadOnlyList<TokenEvent> Events => [.. _events];

        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
        {
            _events.Enqueue(tokenEvent);
            return Task.CompletedTask;
        }

        public IReadOnlyList<TokenEvent> Of(TokenEventKind kind) => [.. _events.Where(tokenEvent => tokenEvent.Kind == kind)];

        public async Task ReceivedAsync(params TokenEventKind[] kinds)
        {
            await Eventually.GetAsync(() => Task.FromResult(_events.Count), count => count >= kinds.Length);
            Events.Select(tokenEvent => tokenEvent.Kind).Should().BeEquivalentTo(kinds);
        }
    }
}
