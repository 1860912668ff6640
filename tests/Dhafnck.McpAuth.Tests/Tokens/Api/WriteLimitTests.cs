using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>No owner's writes hold up anybody else.</summary>
public sealed class WriteLimitTests : IAsyncDisposable
{
    private const string Path = "/api/v2/tokens";
    private const string Creation = """{"name":"t","scopes":["read:tasks"]}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly TaskCompletionSource _unlocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private McpTestServer? _server;

    private McpTestServer Server => _server!;

    public async ValueTask DisposeAsync()
    {
        _unlocked.TrySetResult();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("POST", "", Creation)]
    [InlineData("PATCH", "/{id}", """{"name":"u"}""")]
    [InlineData("POST", "/{id}/rotate")]
    [InlineData("DELETE", "/{id}")]
    [InlineData("DELETE", "")]
    public async Task An_owner_with_too_many_writes_in_a_minute_gets_429_before_anything_is_read_or_written(string method, string below, string? body = null)
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:WritesPerMinute", "3"));
        var issued = await Server.IssueAsync();
        var path = Path + below.Replace("{id}", issued.Token.Id, StringComparison.Ordinal);
        for (var write = 0; write < 3; write++)
        {
            (await StatusAsync(new(method), path, body)).Should().NotBe(HttpStatusCode.TooManyRequests);
        }

        var (finds, writes) = (_store.FindsOf(issued.Token.Id), _store.Writes);
        using var response = await Server.SendAsUserAsync(new(method), path, body);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("Retry-After").Should().Equal("20");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.GetProperty("type").GetString().Should().Be("https://iana.org/assignments/http-problem-types#quota-exceeded");
        problem.GetProperty("detail").GetString().Should().Be("You have reached the limit of 3 changes per minute. Try again in 20 s.");
        (_store.FindsOf(issued.Token.Id), _store.Writes).Should().Be((finds, writes));
        (await StatusAsync(new(method), path, body, "bob")).Should().NotBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(HttpMethod.Get, Path)).Should().Be(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromSeconds(20));
        (await StatusAsync(new(method), path, body)).Should().NotBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(new(method), path, body)).Should().Be(HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromMinutes(10));
        for (var write = 0; write < 3; write++)
        {
            (await StatusAsync(new(method), path, body)).Should().NotBe(HttpStatusCode.TooManyRequests);
        }

        (await StatusAsync(new(method), path, body)).Should().Be(HttpStatusCode.TooManyRequests, "what was not used is not saved up");
    }

    [Fact]
    public async Task However_many_tokens_an_owner_makes_they_can_be_revoked()
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:WritesPerMinute", "1"));
        var issued = await Server.IssueAsync();
        (await StatusAsync(HttpMethod.Post, Path, Creation)).Should().Be(HttpStatusCode.Created);
        (await StatusAsync(HttpMethod.Post, Path, Creation)).Should().Be(HttpStatusCode.TooManyRequests);

        (await StatusAsync(HttpMethod.Delete, $"{Path}/{issued.Token.Id}")).Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_another_site_sends_takes_nothing_of_the_owners_budget()
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:WritesPerMinute", "1"));
        using var request = new HttpRequestMessage(HttpMethod.Delete, Path);
        request.Headers.Add("X-User", "alice");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var forged = await Server.Http.SendAsync(request);

        forged.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Delete, Path)).Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_tokens_of_an_owner_share_a_limit_of_rotating_themselves()
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:WritesPerMinute", "2"));
        var tokens = new[] { await Server.IssueAsync(["tokens:rotate"]), await Server.IssueAsync(["tokens:rotate"]), await Server.IssueAsync(["tokens:rotate"]) };
        var bobs = await Server.IssueAsync(["tokens:rotate"], owner: "bob");

        (await RotateItselfAsync(tokens[0])).Should().Be(HttpStatusCode.Created);
        (await RotateItselfAsync(tokens[1])).Should().Be(HttpStatusCode.Created);
        (await RotateItselfAsync(tokens[2])).Should().Be(HttpStatusCode.TooManyRequests);
        (await RotateItselfAsync(bobs)).Should().Be(HttpStatusCode.Created);
        (await StatusAsync(HttpMethod.Post, Path, Creation)).Should().Be(HttpStatusCode.Created);
        _time.Advance(TimeSpan.FromSeconds(30));
        (await RotateItselfAsync(tokens[2])).Should().Be(HttpStatusCode.Created, "its string is still good");
    }

    [Fact]
    public async Task Of_writes_that_wait_for_a_lock_each_owner_has_one_and_a_process_four_at_the_store()
    {
        _server = await Setup.StartAsync();
        var issued = await Server.IssueAsync(owner: "somebody");
        _store.HangOfWrites = _unlocked.Task;
        string[] owners = [.. Enumerable.Repeat("alice", 40), "bob", "carol", "dave", "erin", "frank"];
        var writing = owners.Select(owner => StatusAsync(HttpMethod.Post, Path, Creation, owner)).ToList();

        // Others are answered meanwhile, whose tokens nobody has asked for before.
        await Eventually.GetAsync(() => Task.FromResult(_store.Writes.AtOnce), atOnce => atOnce >= 4);
        using var read = await Server.ListToolsAsync(issued.Value);
        (await StatusAsync(HttpMethod.Get, Path)).Should().Be(HttpStatusCode.OK);
        _unlocked.SetResult();
        var statuses = await Task.WhenAll(writing);

        read.StatusCode.Should().Be(HttpStatusCode.OK);
        statuses.Should().OnlyContain(status => status == HttpStatusCode.Created);
        _store.Writes.AtOnce.Should().Be(4);
    }

    [Fact]
    public async Task One_owner_takes_one_place_of_those_that_write()
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:ConcurrentWrites", "2"));
        _store.HangOfWrites = _unlocked.Task;
        var alices = Enumerable.Range(0, 10).Select(_ => StatusAsync(HttpMethod.Post, Path, Creation)).ToList();
        await Eventually.GetAsync(() => Task.FromResult(_store.Writes.AtOnce), atOnce => atOnce == 1);

        var bobs = StatusAsync(HttpMethod.Post, Path, Creation, "bob");
        await Eventually.GetAsync(() => Task.FromResult(_store.Writes.AtOnce), atOnce => atOnce == 2);

        (await StatusAsync(HttpMethod.Get, Path)).Should().Be(HttpStatusCode.OK);
        _store.Writes.Should().Be((2, 2));
        _unlocked.SetResult();
        (await bobs).Should().Be(HttpStatusCode.Created);
        (await Task.WhenAll(alices)).Should().OnlyContain(status => status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_write_that_waits_for_its_turn_too_long_gets_503_and_is_not_made_afterwards()
    {
        _server = await Setup.StartAsync(("McpAuth:Tokens:ConcurrentWrites", "1"));
        _store.HangOfWrites = _unlocked.Task;
        var first = Server.SendAsUserAsync(HttpMethod.Post, Path, Creation);
        await Eventually.GetAsync(() => Task.FromResult(_store.Writes.Count), count => count == 1);
        var second = Server.SendAsUserAsync(HttpMethod.Post, Path, Creation, "bob");

        // Until the second has begun to wait, its deadline does not run.
        using var response = await Eventually.GetAsync(
            () => Task.FromResult(second.IsCompleted ? second.Result : null),
            answer => answer is not null,
            () => _time.Advance(TimeSpan.FromMilliseconds(100)));

        response!.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        (await first).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        _unlocked.SetResult();
        (await StatusAsync(HttpMethod.Post, Path, Creation, "carol")).Should().Be(HttpStatusCode.Created);
        (await _store.ListAsync(new() { OwnerId = "bob" })).Total.Should().Be(0);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? body = null, string user = "alice")
    {
        using var response = await Server.SendAsUserAsync(method, path, body, user);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> RotateItselfAsync(IssuedToken issued)
    {
        using var response = await Server.Http.SendAsync(RawHttp.Post(Path + "/rotate", "{}", issued.Value));
        return response.StatusCode;
    }

    private McpTestServerOptions Setup => new() { Time = _time, Store = _store, Usage = new UsageOfAnotherTeller() };

    // Another process tells of the events, for which the store is asked, too.
    private sealed class UsageOfAnotherTeller() : DelegatingUsageStore(new InMemoryUsageStore(new InMemoryTokenStore()))
    {
        public override Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) => Task.FromResult(false);
    }
}
