using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Limits;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Usage;

/// <summary>Several processes that borrow the permits of a token from one store: the limit holds across them.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    private const string Token = "tok_shared";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTokenStore _tokens = new();
    private readonly List<McpTestServer> _servers = [];
    private readonly InMemoryPermitStore _permits;

    public SharedLimitTests() => _permits = new(_time);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _permits.Failure = null;
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task A_burst_at_four_processes_gets_the_limit_and_no_more(int limit)
    {
        var processes = Create(4);

        var accepted = await Task.WhenAll(processes.Select(process => Task.Run(() => UseUpAsync(process, limit))));

        accepted.Sum().Should().Be(limit);
        _permits.Borrowings.Should().BeLessThan(4 * 150, "most requests take a permit from memory");
    }

    [Fact]
    public async Task Processes_that_are_asked_in_turn_get_about_the_same()
    {
        var processes = Create(4);
        var accepted = new int[4];
        for (var i = 0; i < 200; i++)
        {
            accepted[i % 4] += await TryUseAsync(processes[i % 4], 100) ? 1 : 0;
        }

        accepted.Sum().Should().Be(100);
        accepted.Should().OnlyContain(count => count >= 15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task No_hour_sees_more_than_the_limit_in_trickles_and_with_kills(int limit)
    {
        var processes = Create(4);
        var accepted = new List<DateTimeOffset>();
        var random = new Random(limit);
        for (var i = 0; i < 1500; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.Next(0, 3 * 3600 / limit / 2)));
            if (random.Next(100) == 0)
            {
                // Nobody stops it: what it borrowed is not returned.
                processes[random.Next(4)] = Create(1)[0];
            }

            if (await TryUseAsync(processes[random.Next(4)], limit))
            {
                accepted.Add(_time.GetUtcNow());
            }
        }

        accepted.Should().HaveCountGreaterThan(limit * 3);
        accepted.Zip(accepted.Skip(limit)).Should().OnlyContain(pair => pair.Second - pair.First >= Hour);
    }

    [Fact]
    public async Task Requests_that_wait_together_borrow_once()
    {
        var process = Create(1)[0];

        var leases = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => TryUseAsync(process, 1000))));

        leases.Should().OnlyContain(isAcquired => isAcquired);
        _permits.Borrowings.Should().BeLessThan(64);
    }

    [Fact]
    public async Task A_process_that_is_over_the_limit_asks_the_store_once_a_second_at_most()
    {
        var process = Create(1)[0];
        await UseUpAsync(process, 3);
        var before = _permits.Borrowings;

        for (var i = 0; i < 100; i++)
        {
            (await TryUseAsync(process, 3)).Should().BeFalse();
        }

        _permits.Borrowings.Should().Be(before);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await TryUseAsync(process, 3)).Should().BeFalse();
        _permits.Borrowings.Should().Be(before + 1);
    }

    [Fact]
    public async Task What_a_process_has_not_used_is_there_for_others_after_seconds()
    {
        var processes = await StartAsync(2);
        await UseAsync(processes[0].Services, 20, 100);

        await Eventually.IsSoAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return (await _permits.ReadAsync(Token, 100)).Used == 20;
        });

        _time.GetUtcNow().Should().BeBefore(new DateTimeOffset(2026, 11, 23, 12, 30, 0, TimeSpan.Zero));
        (await UseUpAsync(processes[1].Services, 100)).Should().Be(80);
    }

    [Fact]
    public async Task A_process_that_stops_returns_what_it_has_not_used()
    {
        var processes = await StartAsync(2);
        await UseAsync(processes[0].Services, 20, 100);
        (await _permits.ReadAsync(Token, 100)).Used.Should().BeGreaterThan(20);

        _servers.Remove(processes[0]);
        await processes[0].DisposeAsync();

        (await UseUpAsync(processes[1].Services, 100)).Should().Be(80);
    }

    [Fact]
    public async Task A_process_that_was_killed_takes_what_it_borrowed_with_it_until_the_hour_has_passed()
    {
        var processes = Create(3);
        await UseAsync(processes[0], 20, 100);
        var borrowed = (await _permits.ReadAsync(Token, 100)).Used;

        (await UseUpAsync(processes[1], 100)).Should().Be(100 - borrowed);
        borrowed.Should().BeInRange(20, 40);

        _time.Advance(Hour + TimeSpan.FromSeconds(30));
        (await UseUpAsync(processes[2], 100)).Should().Be(100);
    }

    [Fact]
    public async Task Over_the_limit_of_all_processes_a_client_gets_429_and_is_told_when_to_come_back()
    {
        var processes = await StartAsync(2);
        var issued = await processes[0].IssueAsync(rateLimit: 1);
        (await processes[0].StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromMinutes(10));

        using var response = await processes[1].ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.Should().BeCloseTo(TimeSpan.FromMinutes(50), TimeSpan.FromSeconds(30));
        _time.Advance(response.Headers.RetryAfter.Delta!.Value);
        (await processes[1].StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_changed_limit_holds_for_the_next_request()
    {
        var process = Create(1)[0];
        await UseAsync(process, 10, 1000);

        (await TryUseAsync(process, 10)).Should().BeFalse();
        (await TryUseAsync(process, 11)).Should().BeTrue();
        (await TryUseAsync(process, 11)).Should().BeFalse();
    }

    [Fact]
    public async Task The_usage_of_a_token_shows_what_all_processes_have_used()
    {
        var processes = await StartAsync(2);
        var issued = await processes[0].IssueAsync(rateLimit: 5);
        foreach (var process in processes)
        {
            await process.StatusAsync(issued.Value);
            await process.StatusAsync(issued.Value);
        }

        (await LimitAsync(processes[1], issued)).GetProperty("used").GetInt32().Should().Be(4);
        await processes[0].StatusAsync(issued.Value);
        var used = await LimitAsync(processes[1], issued);

        (used.GetProperty("used").GetInt32(), used.GetProperty("remaining").GetInt32()).Should().Be((5, 0));
        used.GetProperty("available_at").GetDateTimeOffset().Should().BeCloseTo(_time.GetUtcNow() + Hour, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.ServiceUnavailable)]
    [InlineData("Refuse", HttpStatusCode.ServiceUnavailable)]
    [InlineData("Allow", HttpStatusCode.OK)]
    [InlineData("LimitPerProcess", HttpStatusCode.TooManyRequests)]
    public async Task The_setting_says_what_requests_get_while_the_store_is_away(string? mode, HttpStatusCode expected)
    {
        var process = (await StartAsync(1, options => options.Settings["McpAuth:Usage:LimiterFailure"] = mode))[0];
        var issued = await process.IssueAsync(rateLimit: 2);
        (await process.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await process.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromMinutes(1));
        _permits.Failure = new TimeoutException("away");

        using var response = await process.ListToolsAsync(issued.Value);
        (await process.StatusAsync(issued.Value)).Should().Be(expected);

        response.StatusCode.Should().Be(expected);
        response.Headers.RetryAfter.Should().Match<System.Net.Http.Headers.RetryConditionHeaderValue?>(delay => delay != null || expected == HttpStatusCode.OK);
        Outages().Should().Be(1);
        _permits.Failure = null;
        _time.Advance(Hour + TimeSpan.FromMinutes(1));
        (await process.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        _permits.Failure = new TimeoutException("away once more");
        _time.Advance(Hour + TimeSpan.FromMinutes(1));
        await process.StatusAsync(issued.Value);
        Outages().Should().Be(2);

        int Outages() => process.Log.Entries.Count(entry => entry.Level >= LogLevel.Warning && entry.Message.Contains("SharedRateLimiters threw", StringComparison.Ordinal));
    }

    private static async Task<JsonElement> LimitAsync(McpTestServer server, IssuedToken issued)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("rate_limit");
    }

    private static async Task<bool> TryUseAsync(IServiceProvider process, int limit)
    {
        var limiter = await process.GetRequiredService<ITokenRateLimiters>().GetAsync(Token, limit, TestContext.Current.CancellationToken);
        using var lease = await limiter.AcquireAsync(1, TestContext.Current.CancellationToken);
        return lease.IsAcquired;
    }

    private static async Task UseAsync(IServiceProvider process, int count, int limit)
    {
        for (var i = 0; i < count; i++)
        {
            (await TryUseAsync(process, limit)).Should().BeTrue();
        }
    }

    /// <summary>Uses permits until the process is refused.</summary>
    private static async Task<int> UseUpAsync(IServiceProvider process, int limit)
    {
        var count = 0;
        while (await TryUseAsync(process, limit))
        {
            count++;
        }

        return count;
    }

    /// <summary>The services of processes that serve nothing and return nothing by themselves.</summary>
    private IServiceProvider[] Create(int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
            builder.Configuration["JWT_SECRET_KEY"] = McpTestServer.SecretKey;
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.AddMcpAuth().AddSharedRateLimits(_ => _permits);
            return builder.Build().Services;
        }),
    ];

    private async Task<IList<McpTestServer>> StartAsync(int count, Action<McpTestServerOptions>? configure = null)
    {
        var started = new List<McpTestServer>();
        for (var i = 0; i < count; i++)
        {
            started.Add(await McpTestServer.StartAsync(options =>
            {
                (options.Time, options.Store) = (_time, _tokens);
                options.Auth = auth => auth.AddSharedRateLimits(_ => _permits);
                configure?.Invoke(options);
            }));
        }

        _servers.AddRange(started);
        return started;
    }
}
