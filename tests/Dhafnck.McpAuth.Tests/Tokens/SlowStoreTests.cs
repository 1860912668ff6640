using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>A store that is slow or away is asked as little as possible, and the log says what matters once.</summary>
public sealed class SlowStoreTests : IAsyncDisposable
{
    private const int Requests = 20;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private McpTestServer _server = null!;
    private int _arrived;
    private int _running;
    private int _thrown;
    private TimeSpan _tick = TimeSpan.FromMilliseconds(250);

    public async ValueTask DisposeAsync()
    {
        _back.TrySetResult();
        _store.IsCutOff = false;
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_token_in_use_is_read_with_others_before_its_record_lapses_and_no_request_asks_the_store()
    {
        await StartAsync();
        var tokens = await IssueAsync(3);
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);
        var finds = _store.Finds;

        for (var passed = 0; passed < 4; passed++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(25));
            await AllShouldBeAsync(tokens, HttpStatusCode.OK);
        }

        _store.Finds.Should().Be(finds);
        _store.Batches.Should().BeInRange(3, 12);
    }

    [Fact]
    public async Task What_an_administrators_SQL_changed_is_found_without_a_request_that_waits()
    {
        await StartAsync();
        var tokens = await IssueAsync(2);
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);
        var finds = _store.FindsOf(tokens[1].Token.Id);

        _store.BehindTheBack = token => token.Id == tokens[0].Token.Id ? token with { RevokedAt = _time.GetUtcNow() } : token;
        await AdvanceAsync(TimeSpan.FromSeconds(30));

        await AllShouldBeAsync([tokens[0]], HttpStatusCode.Unauthorized);
        await AllShouldBeAsync([tokens[1]], HttpStatusCode.OK);
        _store.FindsOf(tokens[1].Token.Id).Should().Be(finds);
    }

    [Fact]
    public async Task A_token_that_nobody_uses_is_read_no_longer()
    {
        _tick = TimeSpan.FromSeconds(10);
        await StartAsync(("McpAuth:Cache:PollInterval", "00:00:10"), ("McpAuth:Cache:StalenessBound", "00:00:50"));
        await AllShouldBeAsync(await IssueAsync(1), HttpStatusCode.OK);

        await AdvanceAsync(TimeSpan.FromMinutes(11));
        var batches = _store.Batches;
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        batches.Should().BePositive();
        _store.Batches.Should().Be(batches);
    }

    [Fact]
    public async Task Requests_that_come_while_a_slow_answer_is_on_its_way_wait_for_it()
    {
        await StartAsync();
        var issued = (await IssueAsync(1))[0];
        _store.Hang = _back.Task;
        var first = StatusAsync(issued);
        await Eventually.GetAsync(() => Task.FromResult(_store.FindsOf(issued.Token.Id)), finds => finds == 2);

        // Longer than the poll interval, and shorter than the staleness bound.
        _time.Advance(TimeSpan.FromMilliseconds(900));
        var others = await SendAsync(issued);
        _back.SetResult();

        (await first).Should().Be(HttpStatusCode.OK);
        (await others).Should().OnlyContain(status => status == HttpStatusCode.OK);
        _store.FindsOf(issued.Token.Id).Should().BeInRange(2, 3, "the event of its creation has asked once, and those that asked after the answer share another one");
    }

    [Fact]
    public async Task While_the_cache_is_not_trusted_requests_that_come_later_share_the_next_answer()
    {
        await StartAsync();
        var issued = (await IssueAsync(1))[0];

        // A request that the thread pool lets run only after the next answer needs one more. So one of several attempts has to succeed.
        var finds = Requests;
        for (var attempt = 0; attempt < 20 && finds >= Requests / 2; attempt++)
        {
            finds = await FindsOfLateRequestsAsync(issued);
            await AdvanceAsync(_tick * 2);
        }

        finds.Should().BeLessThan(Requests / 2);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_so_is_its_end()
    {
        await StartAsync();
        var tokens = await IssueAsync(3);
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);

        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        var finds = _store.Finds;
        for (var round = 0; round < 10; round++)
        {
            await AllShouldBeAsync(tokens, HttpStatusCode.ServiceUnavailable);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _store.Finds.Should().Be(finds + 10);
        Lines("The store is cut off.").Should().HaveCount(2, "the poll failed, and so did the requests");
        Lines("The cached token records are not trusted").Should().ContainSingle().Which.Should().Be(LogLevel.Warning);
        _store.IsCutOff = false;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Lines("The token store can be read again").Should().ContainSingle();
        Lines("The cached token records are trusted again.").Should().ContainSingle().Which.Should().Be(LogLevel.Warning);
    }

    [Fact]
    public async Task While_the_store_is_away_one_request_at_a_time_tries_it()
    {
        await StartAsync();
        var tokens = await IssueAsync(Requests);
        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        _store.Hang = _back.Task;
        var finds = _store.Finds;

        _arrived = 0;
        var sending = Task.WhenAll(tokens.Select(StatusAsync));
        await Eventually.GetAsync(() => Task.FromResult(_arrived), arrived => arrived == Requests);
        await Eventually.GetAsync(() => Task.FromResult(_store.Finds), count => count > finds);
        _back.SetResult();

        (await sending).Should().OnlyContain(status => status == HttpStatusCode.ServiceUnavailable);
        (_store.Finds - finds).Should().BeLessThan(Requests / 2);
    }

    [Fact]
    public async Task While_the_store_is_away_it_is_tried_once_in_100_ms()
    {
        await StartAsync();
        var tokens = await IssueAsync(3);
        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        var finds = _store.Finds;

        await AllShouldBeAsync([.. tokens, .. tokens], HttpStatusCode.ServiceUnavailable);
        _store.Finds.Should().Be(finds + 1);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        await AllShouldBeAsync(tokens, HttpStatusCode.ServiceUnavailable);
        _store.Finds.Should().Be(finds + 1);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await AllShouldBeAsync(tokens, HttpStatusCode.ServiceUnavailable);
        _store.Finds.Should().Be(finds + 2);

        _store.IsCutOff = false;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_one_request_waits_for_a_store_that_hangs_the_others_are_refused_at_once(bool isFirst)
    {
        await StartAsync();
        var tokens = await IssueAsync(3);
        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        if (!isFirst)
        {
            await AllShouldBeAsync(tokens, HttpStatusCode.ServiceUnavailable);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _store.Hang = _back.Task;
        var finds = _store.Finds;

        var waiting = StatusAsync(tokens[0]);
        await Eventually.GetAsync(() => Task.FromResult(_store.Finds), count => count > finds);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await AllShouldBeAsync([.. tokens, .. tokens], HttpStatusCode.ServiceUnavailable);
        waiting.IsCompleted.Should().BeFalse();
        _store.Finds.Should().Be(finds + 1);

        _store.IsCutOff = false;
        _back.SetResult();
        (await waiting).Should().Be(HttpStatusCode.OK);
        await AllShouldBeAsync(tokens, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_fails_only_when_it_is_polled_is_asked_by_each_request(bool hasAnswered)
    {
        await StartAsync();
        var tokens = await IssueAsync(3);
        _store.FailsPolls = true;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        if (hasAnswered)
        {
            await AllShouldBeAsync(tokens, HttpStatusCode.OK);
        }

        var finds = tokens.Select(token => _store.FindsOf(token.Token.Id)).ToList();
        _store.Hang = _back.Task;
        var sending = await SendAsync(tokens[0]);
        var others = await SendAsync(tokens[1]);
        _back.SetResult();

        (await sending).Should().OnlyContain(status => status == HttpStatusCode.OK);
        (await others).Should().OnlyContain(status => status == HttpStatusCode.OK);
        _store.FindsOf(tokens[0].Token.Id).Should().BeGreaterThan(finds[0]);
        _store.FindsOf(tokens[1].Token.Id).Should().BeGreaterThan(finds[1]);
    }

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/api/v2/tokens/validate")]
    public async Task A_request_whose_client_has_gone_is_no_error(string path)
    {
        await StartAsync();
        var issued = (await IssueAsync(1))[0];
        _store.Hang = _back.Task;
        using var gone = new CancellationTokenSource();

        var sending = _server.Http.SendAsync(RawHttp.Post(path, path == "/mcp" ? RawHttp.ToolsList : "{}", issued.Value), gone.Token);
        await Eventually.GetAsync(() => Task.FromResult(_store.FindsOf(issued.Token.Id)), finds => finds == 2);
        await gone.CancelAsync();
        await FluentActions.Awaiting(() => sending).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.GetAsync(() => Task.FromResult(_running), running => running == 0);
        _back.SetResult();

        _thrown.Should().Be(0, "what an application has around the endpoint would log it");
        _server.Log.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Warning && !entry.Message.Contains("no usage store"));
        _server.Log.Text.Should().NotContain("refused");
    }

    private IEnumerable<LogLevel> Lines(string text) =>
        _server.Log.Entries.Where(entry => entry.Category.StartsWith("Dhafnck", StringComparison.Ordinal) && entry.Message.Contains(text, StringComparison.Ordinal)).Select(entry => entry.Level);

    private async Task AllShouldBeAsync(IEnumerable<IssuedToken> tokens, HttpStatusCode status)
    {
        foreach (var token in tokens)
        {
            (await StatusAsync(token)).Should().Be(status);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(IssuedToken issued)
    {
        using var response = await _server.ListToolsAsync(issued.Value);
        return response.StatusCode;
    }

    // Returns when all requests have reached the server.
    private async Task<Task<HttpStatusCode[]>> SendAsync(IssuedToken issued)
    {
        var arrived = _arrived;
        var sending = Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => StatusAsync(issued)));
        await Eventually.GetAsync(() => Task.FromResult(_arrived), count => count == arrived + Requests);
        return sending;
    }

    // Sends requests while a lookup of an earlier request hangs and the cache is not trusted. Returns how often they asked the store.
    private async Task<int> FindsOfLateRequestsAsync(IssuedToken issued)
    {
        var (earlier, next) = (new TaskCompletionSource(), new TaskCompletionSource());
        var finds = _store.FindsOf(issued.Token.Id);
        (_store.HangOfPolls, _store.Hang) = (earlier.Task, earlier.Task);
        _time.Advance(TimeSpan.FromSeconds(2));
        var first = StatusAsync(issued);
        await Eventually.GetAsync(() => Task.FromResult(_store.FindsOf(issued.Token.Id)), now => now == finds + 1);

        _time.Advance(TimeSpan.FromMilliseconds(900));
        var others = await SendAsync(issued);
        _store.Hang = next.Task;
        earlier.SetResult();
        await Eventually.GetAsync(() => Task.FromResult(_store.FindsOf(issued.Token.Id)), now => now > finds + 1);
        next.SetResult();

        (await first).Should().Be(HttpStatusCode.OK);
        (await others).Should().OnlyContain(status => status == HttpStatusCode.OK);
        return _store.FindsOf(issued.Token.Id) - finds - 1;
    }

    // The event of a creation is told with its owner and name, for which the store is asked once, too.
    private async Task<IReadOnlyList<IssuedToken>> IssueAsync(int count)
    {
        var tokens = new List<IssuedToken>();
        for (var token = 0; token < count; token++)
        {
            tokens.Add(await _server.IssueAsync());
            await _server.Log.SaysAsync($"token.created: {tokens[^1].Token.Id}");
        }

        await AdvanceAsync(_tick * 2);
        return tokens;
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += _tick)
        {
            var polls = _store.Polls;
            _time.Advance(_tick);
            await Eventually.GetAsync(() => Task.FromResult(_store.Polls), now => now > polls);

            // A whole request, so that the clock does not run away from what it set off.
            using var answer = await _server.Http.GetAsync("/ready", TestContext.Current.CancellationToken);
        }
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        _server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.RemembersRecords = true;
            options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(_store);
            options.Map += app => app.Use(async (context, next) =>
            {
                Interlocked.Increment(ref _running);
                Interlocked.Increment(ref _arrived);
                try
                {
                    await next(context);
                }
                catch
                {
                    Interlocked.Increment(ref _thrown);
                    throw;
                }
                finally
                {
                    Interlocked.Decrement(ref _running);
                }
            });
            options.Map += app => app.MapGet("/ready", () => "");
            foreach (var (key, value) in settings)
            {
                options.Settings[key] = value;
            }
        });
        await Eventually.GetAsync(() => Task.FromResult(_store.Polls), polls => polls > 0);
        await AdvanceAsync(_tick * 2);
    }
}
