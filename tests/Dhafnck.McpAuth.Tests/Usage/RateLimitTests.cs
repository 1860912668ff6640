using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Usage;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTokenStore _tokens = new();
    private InMemoryUsageStore? _usage;

    [Fact]
    public async Task A_token_over_its_limit_gets_429_and_is_told_when_to_come_back()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromMinutes(10));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("Retry-After").Should().Equal("3000");
        response.Headers.GetValues("RateLimit-Policy").Should().Equal("\"hour\";q=2;w=3600");
        response.Headers.GetValues("RateLimit").Should().Equal("\"hour\";r=0;t=3000");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Be(
            """{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests","status":429,"detail":"The access token has used up its limit of 2 requests per hour.","violated-policies":["hour"]}""");
    }

    [Fact]
    public async Task Minutes_that_a_host_with_a_wrong_clock_wrote_do_not_count()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        foreach (var ahead in new[] { TimeSpan.FromMinutes(5), TimeSpan.FromDays(20) })
        {
            await server.Usage.AddAsync(new TokenUse { TokenId = issued.Token.Id, Requests = 0, Minutes = [new() { Start = _time.GetUtcNow() + ahead, Outcome = UsageOutcome.Succeeded, Count = 100 }] });
        }

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        using var third = await server.ListToolsAsync(issued.Value);

        third.Headers.GetValues("Retry-After").Should().Equal("3600");
    }

    [Fact]
    public async Task What_a_token_did_before_the_clock_was_set_back_does_not_count_until_it_is_that_late_again()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 1, days: 365);
        _time.Advance(TimeSpan.FromDays(20));
        await server.StatusAsync(issued.Value);

        _time.AdjustTime(_time.GetUtcNow().AddDays(-20));

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_window_slides_to_the_second()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        await server.StatusAsync(issued.Value);
        _time.Advance(TimeSpan.FromSeconds(90));
        await server.StatusAsync(issued.Value);

        _time.Advance(TimeSpan.FromSeconds(3600 - 90 - 1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK, "the first request is an hour old");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests, "the second is not");
        _time.Advance(TimeSpan.FromSeconds(90));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_hour_sees_more_than_the_limit_wherever_it_begins()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 7);
        var accepted = new List<DateTimeOffset>();
        var random = new Random(1);

        for (var i = 0; i < 300; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.Next(0, 500)));
            if (await server.StatusAsync(issued.Value) == HttpStatusCode.OK)
            {
                accepted.Add(_time.GetUtcNow());
            }
        }

        accepted.Should().HaveCountGreaterThan(60);
        accepted.Zip(accepted.Skip(7)).Should().OnlyContain(pair => pair.Second - pair.First >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Of_64_requests_at_once_exactly_the_limit_come_through()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 20);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.StatusAsync(issued.Value)));

        statuses.Count(status => status == HttpStatusCode.OK).Should().Be(20);
        statuses.Count(status => status == HttpStatusCode.TooManyRequests).Should().Be(44);
    }

    [Fact]
    public async Task Whatever_became_of_a_request_it_counts_but_one_over_the_limit_does_not()
    {
        await using var server = await Setup.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "write:tasks");
        var issued = await server.IssueAsync(["read:tasks"], rateLimit: 1);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Forbidden);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromMinutes(59));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_changed_limit_holds_for_the_next_request()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 1);
        await server.StatusAsync(issued.Value);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);

        await ChangeAsync(server, issued, 3);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        await ChangeAsync(server, issued, 2);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_restart_does_not_begin_the_hour_anew()
    {
        IssuedToken issued;
        await using (var server = await Setup.StartAsync())
        {
            issued = await server.IssueAsync(rateLimit: 3);
            await server.StatusAsync(issued.Value);
            await server.StatusAsync(issued.Value);
        }

        _time.Advance(TimeSpan.FromMinutes(5));
        await using var restarted = await Setup.StartAsync();

        (await restarted.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await restarted.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_other_processes_have_written_counts_too()
    {
        await using var here = await Setup.StartAsync();
        await using var there = await Setup.StartAsync();
        var issued = await here.IssueAsync(rateLimit: 5);
        await here.StatusAsync(issued.Value);
        for (var i = 0; i < 4; i++)
        {
            await there.StatusAsync(issued.Value);
        }

        await Eventually.GetAsync(() => here.Store.FindAsync(issued.Token.Id), token => token!.UsageCount == 5, () => _time.Advance(TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(30));

        (await here.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(120, 1)]
    public async Task A_token_that_is_used_every_40_seconds_waits_for_the_counts_of_others_only_near_its_limit(int limit, int reads)
    {
        var usage = new CountingUsageStore(_usage = new(_tokens));
        await using var server = await Setup.StartAsync(options => options.Usage = usage);
        var issued = await server.IssueAsync(rateLimit: limit);
        for (var request = 0; request < 30; request++)
        {
            await server.StatusAsync(issued.Value);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.IsSoAsync(() => usage.Reads == 2);

        // What is written is read back, and that can be at any time.
        usage.RefusesWrites = true;
        _time.Advance(TimeSpan.FromSeconds(30));

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        usage.Reads.Should().Be(2 + reads);
    }

    [Fact]
    public async Task What_others_have_written_counts_in_full_while_this_process_cannot_write()
    {
        await using var server = await Setup.StartAsync(options => options.Usage = new ReadOnlyUsageStore(_usage!));
        var issued = await server.IssueAsync(rateLimit: 8);
        for (var i = 0; i < 3; i++)
        {
            await server.StatusAsync(issued.Value);
        }

        await _usage!.AddAsync(new TokenUse { TokenId = issued.Token.Id, Requests = 5, Minutes = [SampleUsage.Count(_time.GetUtcNow(), null, UsageOutcome.Succeeded, 5)] });
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains("reading back the usage of tokens failed", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromSeconds(20));

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_fields_are_on_every_answer_where_the_application_wants_them()
    {
        await using var plain = await Setup.StartAsync();
        await using var server = await Setup.StartAsync(options => options.Settings["McpAuth:Usage:SendRateLimitHeaders"] = "true");
        var issued = await server.IssueAsync(rateLimit: 5);

        using var first = await server.ListToolsAsync(issued.Value);
        using var second = await server.ListToolsAsync(issued.Value);
        using var without = await plain.ListToolsAsync(issued.Value);

        first.Headers.GetValues("RateLimit-Policy").Should().Equal("\"hour\";q=5;w=3600");
        first.Headers.GetValues("RateLimit").Should().Equal("\"hour\";r=4");
        second.Headers.GetValues("RateLimit").Should().Equal("\"hour\";r=3");
        without.Headers.Contains("RateLimit").Should().BeFalse();
    }

    [Fact]
    public async Task An_application_can_put_limiters_of_its_own_in_the_place()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenRateLimiters<NoMoreThanOne>());
        var issued = await server.IssueAsync();

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.Should().BeCloseTo(TimeSpan.FromDays(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_usage_of_a_token_shows_what_the_applications_own_limiter_has_left()
    {
        await using var server = await Setup.StartAsync(options => options.Auth = auth => auth.AddTokenRateLimiters<NoMoreThanOne>());
        var issued = await server.IssueAsync(rateLimit: 1);
        var before = await LimitAsync();
        await server.StatusAsync(issued.Value);

        var after = await LimitAsync();

        (before.GetProperty("used").GetInt32(), before.GetProperty("remaining").GetInt32()).Should().Be((0, 1));
        (after.GetProperty("used").GetInt32(), after.GetProperty("remaining").GetInt32()).Should().Be((1, 0));
        after.GetProperty("available_at").ValueKind.Should().Be(JsonValueKind.Null, "the limiter does not say");

        async Task<JsonElement> LimitAsync()
        {
            using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("rate_limit");
        }
    }

    [Fact]
    public async Task To_be_validated_counts_as_a_request()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);

        (await PresentAsync(server, "validate", issued.Value)).Status.Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        using var request = RawHttp.Post("/api/v2/tokens/validate", "{}", issued.Value);
        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("Retry-After").Should().Equal("3600");
        response.Headers.GetValues("RateLimit-Policy").Should().Equal("\"hour\";q=2;w=3600");
        (await response.Content.ReadAsStringAsync()).Should().Contain("The access token has used up its limit of 2 requests per hour.");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromHours(1));
        (await PresentAsync(server, "validate", issued.Value)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_rotates_itself_takes_its_limit_along()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate"], rateLimit: 2);

        var first = await PresentAsync(server, "rotate", issued.Value);
        var second = await PresentAsync(server, "rotate", first.Token);
        var third = await PresentAsync(server, "rotate", second.Token);

        (first.Status, second.Status, third.Status).Should().Be((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.TooManyRequests));
        (await _tokens.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(3);
    }

    [Fact]
    public async Task What_a_token_asks_of_the_token_API_is_in_its_usage_and_what_its_owner_asks_is_not()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 10);

        await PresentAsync(server, "validate", issued.Value);
        (await PresentAsync(server, "rotate", issued.Value)).Status.Should().Be(HttpStatusCode.Forbidden);
        await ChangeAsync(server, issued, 10);
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");
        var usage = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        usage.GetProperty("requests").GetInt64().Should().Be(2);
        usage.GetProperty("rate_limit").GetProperty("used").GetInt32().Should().Be(2);
        usage.GetProperty("outcomes").GetProperty("succeeded").GetInt64().Should().Be(1);
        usage.GetProperty("outcomes").GetProperty("forbidden").GetInt64().Should().Be(1);
    }

    [Fact]
    public async Task The_usage_says_from_when_on_a_limit_that_is_reached_lets_one_more_request_in()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        var first = _time.GetUtcNow();
        (await AvailableAtAsync(server, issued)).Should().BeNull();
        _time.Advance(TimeSpan.FromMinutes(10));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        var availableAt = await AvailableAtAsync(server, issued);

        availableAt.Should().Be(first.AddHours(1));
        _time.Advance(availableAt!.Value - _time.GetUtcNow());
        (await AvailableAtAsync(server, issued)).Should().BeNull();
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await AvailableAtAsync(server, issued)).Should().Be(first.AddMinutes(70));
    }

    private static async Task<DateTimeOffset?> AvailableAtAsync(McpTestServer server, IssuedToken issued)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");
        var limit = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("rate_limit");
        return limit.GetProperty("available_at") is { ValueKind: JsonValueKind.String } time ? time.GetDateTimeOffset() : null;
    }

    private static async Task<(HttpStatusCode Status, string? Token)> PresentAsync(McpTestServer server, string endpoint, string? token)
    {
        using var request = RawHttp.Post("/api/v2/tokens/" + endpoint, "{}", token);
        using var response = await server.Http.SendAsync(request);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return (response.StatusCode, answer.TryGetProperty("token", out var next) ? next.GetString() : null);
    }

    private McpTestServerOptions Setup => new() { Time = _time, Store = _tokens, Usage = _usage ??= new(_tokens) };

    private static async Task ChangeAsync(McpTestServer server, IssuedToken issued, int limit)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Patch, $"/api/v2/tokens/{issued.Token.Id}", $$"""{"rate_limit":{{limit}}}""");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private sealed class ReadOnlyUsageStore(IUsageStore store) : DelegatingUsageStore(store)
    {
        public override Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default) => throw new TimeoutException("not now");
    }

    private sealed class CountingUsageStore(IUsageStore store) : DelegatingUsageStore(store)
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public bool RefusesWrites { get; set; }

        public override Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default) =>
            RefusesWrites ? throw new TimeoutException("not now") : base.AddAsync(batch, cancellationToken);

        public override async Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default)
        {
            var recent = await base.ListRecentAsync(tokenIds, since, cancellationToken);
            Interlocked.Increment(ref _reads);
            return recent;
        }
    }

    private sealed class NoMoreThanOne : ITokenRateLimiters, IDisposable
    {
        private readonly FixedWindowRateLimiter _limiter = new(new() { PermitLimit = 1, Window = TimeSpan.FromDays(1), AutoReplenishment = false });

        public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) => new(_limiter);

        public void Dispose() => _limiter.Dispose();
    }
}
