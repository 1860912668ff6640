using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>What a trace says of a request, and which work has a span of its own.</summary>
public sealed class TraceTests
{
    private const string AspNetCore = "Microsoft.AspNetCore";
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string Ours = "Dhafnck.McpAuth";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();

    [Fact]
    public async Task The_span_of_a_request_says_whose_token_it_had_and_what_became_of_it()
    {
        using var spans = new CollectedSpans(AspNetCore, Ours);
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        var span = await spans.HasAsync(Request);
        Tags(span).Should().Contain("mcp_auth.token.id", issued.Token.Id).And.Contain("mcp_auth.provider", "jwt").And.Contain("mcp_auth.outcome", "succeeded");
        Tags(span).Should().NotContainKey("mcp_auth.reason");
    }

    [Fact]
    public async Task The_span_of_a_refused_request_says_why()
    {
        using var spans = new CollectedSpans(AspNetCore, Ours);
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        using var response = await server.ListToolsAsync(issued.Value);

        var span = await spans.HasAsync(Request, request => Tags(request).ContainsKey("mcp_auth.outcome"));
        Tags(span).Should().Contain("mcp_auth.token.id", issued.Token.Id).And.Contain("mcp_auth.outcome", "unauthenticated").And.Contain("mcp_auth.reason", "revoked");
    }

    [Fact]
    public async Task A_look_up_is_a_span_below_its_request()
    {
        using var spans = new CollectedSpans(AspNetCore, Ours);
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        var request = await spans.HasAsync(Request);
        var lookUp = spans.Named("find token").Should().ContainSingle().Subject;
        lookUp.ParentSpanId.Should().Be(request.SpanId);
        Tags(lookUp).Should().Contain("mcp_auth.token.id", issued.Token.Id);
        lookUp.Status.Should().Be(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task A_look_up_that_fails_is_an_error_without_the_message_of_the_exception()
    {
        using var spans = new CollectedSpans(Ours);
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        _store.IsCutOff = true;

        using var response = await server.ListToolsAsync(issued.Value);

        var lookUp = await spans.HasAsync("find token");
        lookUp.Status.Should().Be(ActivityStatusCode.Error);
        lookUp.StatusDescription.Should().BeNull();
        lookUp.Events.Should().BeEmpty();
        Tags(lookUp).Should().Contain("error.type", typeof(TimeoutException).FullName);
    }

    [Fact]
    public async Task Writing_usage_is_a_span()
    {
        using var spans = new CollectedSpans(Ours);
        await using var server = await StartAsync();
        using var response = await server.ListToolsAsync((await server.IssueAsync()).Value);

        var flush = await spans.HasAsync("write usage", meanwhile: () => _time.Advance(TimeSpan.FromSeconds(10)));

        flush.GetTagItem("mcp_auth.tokens").Should().Be(1);
    }

    [Fact]
    public async Task Of_the_polls_only_those_that_fail_are_spans()
    {
        using var spans = new CollectedSpans(Ours);
        await using var server = await StartAsync(remembers: true);
        using var metrics = CollectedMetrics.Of(server);
        await Eventually.GetAsync(() => Task.FromResult(metrics.Read("mcp_auth.cache.trusted")), trusted => trusted == 1);
        for (var round = 0; round < 10; round++)
        {
            // Until it has ended: a poll that is still running when the clock moves is a slow one.
            var polls = metrics.Of("mcp_auth.cache.poll.duration").Count;
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Eventually.GetAsync(() => Task.FromResult(metrics.Of("mcp_auth.cache.poll.duration").Count), count => count > polls);
        }

        spans.Named("poll changes").Should().BeEmpty();

        _store.IsCutOff = true;
        await PollAsync(1);

        var poll = await spans.HasAsync("poll changes");
        poll.Status.Should().Be(ActivityStatusCode.Error);
        Tags(poll).Should().Contain("error.type", typeof(TimeoutException).FullName);
    }

    [Fact]
    public async Task A_poll_that_is_slow_is_a_span_as_long_as_it_took()
    {
        using var spans = new CollectedSpans(Ours);
        await using var server = await StartAsync(remembers: true);
        using var metrics = CollectedMetrics.Of(server);

        // A poll that is still running when the clock moves is a slow one, too.
        await Eventually.GetAsync(() => Task.FromResult(metrics.Read("mcp_auth.cache.trusted")), trusted => trusted == 1);
        var hang = new TaskCompletionSource();
        _store.HangOfPolls = hang.Task;
        await PollAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        hang.SetResult();

        var poll = await spans.HasAsync("poll changes");

        poll.Status.Should().Be(ActivityStatusCode.Unset);
        poll.StartTimeUtc.Should().BeCloseTo(_time.GetUtcNow().UtcDateTime - TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(10));
    }

    private static Dictionary<string, object?> Tags(Activity activity) => activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);

    private async Task PollAsync(int times)
    {
        for (var poll = 0; poll < times; poll++)
        {
            var polls = _store.Polls;
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > polls);
        }
    }

    private Task<McpTestServer> StartAsync(bool remembers = false) =>
        McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.RemembersRecords = remembers;
            options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(_store);
        });
}
