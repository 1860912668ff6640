using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Usage;

public sealed class UsageTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_request_of_a_token_is_counted_and_written_every_ten_seconds()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var other = await server.IssueAsync();

        for (var i = 0; i < 3; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(10));

        var token = await Eventually.GetAsync(() => server.Store.FindAsync(issued.Token.Id), token => token!.UsageCount == 3);
        token!.LastUsedAt.Should().Be(new DateTimeOffset(2026, 11, 23, 12, 0, 2, TimeSpan.Zero));
        (await server.Store.FindAsync(other.Token.Id))!.UsageCount.Should().Be(0);
    }

    [Fact]
    public async Task What_is_counted_when_the_server_stops_is_written()
    {
        var store = new InMemoryTokenStore();
        var server = await McpTestServer.StartAsync(options => options.Store = store);
        var issued = await server.IssueAsync();
        using (await server.ListToolsAsync(issued.Value))
        {
            await server.DisposeAsync();
        }

        (await store.FindAsync(issued.Token.Id))!.UsageCount.Should().Be(1);
    }

    [Fact]
    public async Task What_is_counted_is_written_even_when_a_request_that_does_not_end_uses_up_the_time_for_stopping()
    {
        var store = new InMemoryTokenStore();
        var never = new TaskCompletionSource();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Store = store;
            options.Services = services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(300));
            options.Map = app => app.MapGet("/stuck", () => { began.SetResult(); return never.Task; }).RequireMcpAuth();
        });
        var issued = await server.IssueAsync();
        using var client = new HttpClient { BaseAddress = server.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stuck");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {issued.Value}");
        var stuck = client.SendAsync(request);
        await began.Task;

        await server.DisposeAsync();

        (await store.FindAsync(issued.Token.Id))!.UsageCount.Should().Be(1);
        never.SetResult();
        await FluentActions.Awaiting(() => stuck).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Names_of_tools_that_nothing_serves_share_one_count_also_where_a_handler_answers_for_all()
    {
        await using var server = await Setup.StartAsync(options => options.Mcp = mcp => mcp.WithCallToolHandler((context, _) =>
            ValueTask.FromResult(new CallToolResult { IsError = context.Params.Name != "served" && !context.Params.Name.StartsWith("any", StringComparison.Ordinal) })));
        var issued = await server.IssueAsync(rateLimit: 10_000);
        foreach (var name in new[] { "made_up_1", "made_up_2", "served", "any\\u0000", "any\\u001b[31m" })
        {
            await server.CallToolAsync(issued.Value, name);
        }

        (await UsageAsync(server, issued.Token.Id)).GetProperty("tools").GetRawText().Should().Be("""{"(unknown)":{"succeeded":2,"failed":2},"served":{"succeeded":1}}""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_that_could_not_be_written_are_sent_again_and_counted_once(bool arrivesAllTheSame)
    {
        FailingUsageStore? store = null;
        await using var server = await Setup.StartAsync(options => options.Services = added => added.AddSingleton<IUsageStore>(
            services => store = new(new InMemoryUsageStore(services.GetRequiredService<ITokenStore>()), arrivesAllTheSame)));
        var issued = await server.IssueAsync();
        using var first = await server.ListToolsAsync(issued.Value);

        _time.Advance(TimeSpan.FromSeconds(10));
        await store!.Failed.Task.WaitAsync(Eventually.Deadline);
        using var second = await server.ListToolsAsync(issued.Value);

        await Eventually.GetAsync(() => server.Store.FindAsync(issued.Token.Id), token => token!.UsageCount == 2, () => _time.Advance(TimeSpan.FromSeconds(10)));
        (await UsageAsync(server, issued.Token.Id)).GetProperty("requests").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task Use_is_told_by_outcome_and_tool_the_moment_that_it_has_happened()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "read:tasks"]);
        await server.CallToolAsync(issued.Value, "read_tasks");
        await server.CallToolAsync(issued.Value, "read_tasks");
        await server.CallToolAsync(issued.Value, "no_such_tool");
        await server.CallToolAsync(issued.Value, "neither_this_one");
        using var notJson = await server.Http.SendAsync(RawHttp.Post("/mcp", "{", issued.Value));

        var usage = await UsageAsync(server, issued.Token.Id);

        usage.GetProperty("token_id").GetString().Should().Be(issued.Token.Id);
        usage.GetProperty("total_requests").GetInt64().Should().Be(5);
        usage.GetProperty("requests_last_24_hours").GetInt64().Should().Be(5);
        usage.GetProperty("last_used_at").GetDateTimeOffset().Should().Be(_time.GetUtcNow());
        usage.GetProperty("rate_limit").GetRawText().Should().Be("""{"limit":1000,"used":5,"remaining":995,"window_seconds":3600,"available_at":null}""");
        usage.GetProperty("recent_addresses")[0].GetProperty("address").GetString().Should().Be("127.0.0.1");
        usage.GetProperty("outcomes").GetRawText().Should().Be("""{"succeeded":4,"failed":1}""");
        usage.GetProperty("tools").GetRawText().Should().Be("""{"(unknown)":{"failed":2},"read_tasks":{"succeeded":2}}""");
        usage.GetProperty("buckets").GetArrayLength().Should().Be(24);
        usage.GetProperty("buckets")[23].GetRawText().Should().Be(
            """{"start":"2026-11-23T12:00:00+00:00","requests":5,"outcomes":{"succeeded":4,"failed":1},"tools":{"(unknown)":{"failed":2},"read_tasks":{"succeeded":2}}}""");
    }

    [Fact]
    public async Task A_refusal_for_a_lacking_scope_is_counted_as_forbidden()
    {
        await using var server = await Setup.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "write:tasks");
        var issued = await server.IssueAsync(["read:tasks"]);

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await UsageAsync(server, issued.Token.Id)).GetProperty("outcomes").GetRawText().Should().Be("""{"forbidden":1}""");
    }

    [Fact]
    public async Task A_mistake_that_the_SDK_finds_is_counted_as_failed()
    {
        await using var server = await Setup.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        var issued = await server.IssueAsync();

        using var withoutSession = await server.ListToolsAsync(issued.Value);

        withoutSession.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await UsageAsync(server, issued.Token.Id)).GetProperty("outcomes").GetRawText().Should().Be("""{"failed":1}""");
    }

    [Fact]
    public async Task Hours_and_days_are_told_over_the_range_that_is_asked_for()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(days: 300);
        foreach (var pause in new[] { TimeSpan.Zero, TimeSpan.FromHours(2), TimeSpan.FromDays(2) })
        {
            _time.Advance(pause);
            using var response = await server.ListToolsAsync(issued.Value);
        }

        var hours = await UsageAsync(server, issued.Token.Id, "?from=2026-11-23T12:00:00Z&to=2026-11-23T15:00:00Z");
        var days = await UsageAsync(server, issued.Token.Id, "?interval=day&from=2026-11-22T00:00:00Z");

        hours.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("requests").GetInt64()).Should().Equal(1, 0, 1);
        days.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("requests").GetInt64()).Should().Equal(0, 2, 0, 1);
        days.GetProperty("requests_last_24_hours").GetInt64().Should().Be(1);
    }

    [Fact]
    public async Task A_request_counts_for_the_hour_in_which_it_began()
    {
        await using var server = await Setup.StartAsync(options => options.Map += app => app.MapGet("/long", () => _time.Advance(TimeSpan.FromHours(1))).RequireMcpAuth());
        var issued = await server.IssueAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/long");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {issued.Value}");
        using var answer = await server.Http.SendAsync(request);

        var usage = await UsageAsync(server, issued.Token.Id, "?from=2026-11-23T12:00:00Z&to=2026-11-23T14:00:00Z");

        usage.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("requests").GetInt64()).Should().Equal(1, 0);
    }

    [Fact]
    public async Task A_call_of_a_tool_counts_for_the_hour_in_which_its_request_began()
    {
        await using var server = await Setup.StartAsync(options => options.Mcp = mcp => mcp.WithTools([McpServerTool.Create(() => _time.Advance(TimeSpan.FromHours(1)), new() { Name = "long" })]));
        var issued = await server.IssueAsync();
        await server.CallToolAsync(issued.Value, "long");

        var usage = await UsageAsync(server, issued.Token.Id, "?from=2026-11-23T12:00:00Z&to=2026-11-23T14:00:00Z");

        usage.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("tools").GetRawText()).Should().Equal("""{"long":{"succeeded":1}}""", "{}");
    }

    [Fact]
    public async Task A_call_that_is_refused_before_the_server_sees_it_does_so_too()
    {
        await using var server = await Setup.StartAsync(options => options.Builder = builder => builder.Services.Configure<HttpServerTransportOptions>(transport => transport.ConfigureSessionOptions = (_, _, _) =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        }));
        var issued = await server.IssueAsync(scopes: ["read:tasks"]);
        (await server.CallToolAsync(issued.Value, "read_tasks")).Should().Contain("lacks a scope");

        var usage = await UsageAsync(server, issued.Token.Id, "?from=2026-11-23T12:00:00Z&to=2026-11-23T14:00:00Z");

        usage.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("tools").GetRawText()).Should().Equal("""{"read_tasks":{"forbidden":1}}""", "{}");
    }

    [Theory]
    [InlineData("?interval=minute", "interval")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=2026-11-23", "to")]
    [InlineData("?from=2026-11-23T12:00:00+02:00", "from")]
    [InlineData("?from=2026-11-23T12:00:00Z&to=2026-11-23T12:00:00Z", "from")]
    [InlineData("?from=2025-11-23T12:00:00Z", "from")]
    [InlineData("?interval=day&from=2020-11-23T12:00:00Z", "from")]
    [InlineData("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", "from")]
    public async Task A_range_that_cannot_be_told_is_refused_with_the_reason(string query, string field)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage{query}");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
    }

    [Fact]
    public async Task The_use_of_another_users_token_is_not_found()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage", user: "bob");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task To_read_the_use_of_a_token_writes_what_was_counted_of_it_alone()
    {
        await using var server = await Setup.StartAsync(options => options.Services = added => added.AddSingleton<IUsageStore>(services =>
            new NotingUsageStore(new InMemoryUsageStore(services.GetRequiredService<ITokenStore>()))));
        var (issued, other) = (await server.IssueAsync(), await server.IssueAsync());
        using var request = await server.ListToolsAsync(issued.Value);
        using var otherRequest = await server.ListToolsAsync(other.Value);

        (await UsageAsync(server, issued.Token.Id)).GetProperty("total_requests").GetInt64().Should().Be(1);
        await UsageAsync(server, issued.Token.Id);
        using var foreign = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{other.Token.Id}/usage", user: "bob");

        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
        ((NotingUsageStore)server.Usage).Written.Should().Equal(issued.Token.Id);
    }

    private McpTestServerOptions Setup => new() { Time = _time };

    private static async Task<JsonElement> UsageAsync(McpTestServer server, string tokenId, string query = "")
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{tokenId}/usage{query}");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        text.Should().Contain("total_requests");
        return JsonDocument.Parse(text).RootElement;
    }

    private sealed class FailingUsageStore(IUsageStore store, bool arrivesAllTheSame) : DelegatingUsageStore(store)
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
        {
            if (Failed.Task.IsCompleted || arrivesAllTheSame)
            {
                await base.AddAsync(batch, cancellationToken);
            }

            if (Failed.TrySetResult())
            {
                throw new TimeoutException("not now");
            }
        }
    }

    private sealed class NotingUsageStore(IUsageStore store) : DelegatingUsageStore(store)
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public override Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
        {
            batch.Uses.Select(use => use.TokenId).ToList().ForEach(Written.Enqueue);
            return base.AddAsync(batch, cancellationToken);
        }
    }
}
