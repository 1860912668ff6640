using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>A database that neither answers nor fails holds no request for longer than the staleness bound.</summary>
public sealed class HangingStoreTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly Usage _usage = new();
    private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<McpTestServer> _servers = [];

    public async ValueTask DisposeAsync()
    {
        _back.TrySetResult();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("POST", "/mcp", false)]
    [InlineData("POST", "/mcp", false, true)]
    [InlineData("POST", "/api/v2/tokens/validate", false)]
    [InlineData("POST", "/api/v2/tokens/rotate", false)]
    [InlineData("POST", "/api/v2/tokens/rotate", true)]
    [InlineData("POST", "/api/v2/tokens", true)]
    [InlineData("POST", "/api/v2/tokens", true, true)]
    [InlineData("GET", "/api/v2/tokens", true)]
    [InlineData("GET", "/api/v2/tokens/{id}", true)]
    [InlineData("GET", "/api/v2/tokens/{id}/usage", true)]
    [InlineData("PATCH", "/api/v2/tokens/{id}", true)]
    [InlineData("POST", "/api/v2/tokens/{id}/rotate", true)]
    [InlineData("DELETE", "/api/v2/tokens/{id}", true)]
    [InlineData("DELETE", "/api/v2/tokens", true)]
    public async Task A_request_that_needs_a_store_that_hangs_gets_503_after_the_bound(string method, string path, bool remembersRecords, bool blocksThreads = false)
    {
        var server = await StartPollingAsync(remembersRecords);
        var issued = await server.IssueAsync(["tokens:rotate"]);
        await UseAsync(server, issued);

        (_store.BlocksThreads, _store.Hang) = (blocksThreads, _back.Task);
        var answering = AnswerOfAsync(server, new(method), path.Replace("{id}", issued.Token.Id, StringComparison.Ordinal), issued);
        await Eventually.GetAsync(() => Task.FromResult(_store.Waiting), waiting => waiting > 0);
        _time.Advance(Bound);
        using var response = await answering;

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        _store.Hang.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task The_setting_of_the_bound_is_how_long_a_request_waits()
    {
        var server = await StartPollingAsync(remembersRecords: false, options => options.Settings["McpAuth:Cache:StalenessBound"] = "00:00:02");
        var issued = await server.IssueAsync();
        await UseAsync(server, issued);

        _store.Hang = _back.Task;
        var answering = server.ListToolsAsync(issued.Value);
        await Eventually.GetAsync(() => Task.FromResult(_store.Waiting), waiting => waiting > 0);
        _time.Advance(TimeSpan.FromSeconds(2));

        (await answering).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_owner_policy_that_hangs_is_waited_for_no_longer()
    {
        var owners = new Owners();
        var server = await StartPollingAsync(remembersRecords: false, options => options.Services = services => services.AddSingleton<ITokenOwnerPolicy>(owners));
        var issued = await server.IssueAsync();
        await UseAsync(server, issued);

        owners.Hang = _back.Task;
        var answering = server.ListToolsAsync(issued.Value);
        await Eventually.GetAsync(() => Task.FromResult(owners.Waiting), isWaiting => isWaiting);
        _time.Advance(Bound);

        (await answering).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Counts_that_cannot_be_read_hold_a_request_for_a_second_and_its_limit_goes_by_what_is_known()
    {
        var server = await StartPollingAsync(remembersRecords: true);
        var issued = await server.IssueAsync(rateLimit: 1);
        _usage.Hang = _back.Task;

        var answering = server.ListToolsAsync(issued.Value);
        await Eventually.GetAsync(() => Task.FromResult(_usage.Waiting), isWaiting => isWaiting);
        _time.Advance(TimeSpan.FromSeconds(1));

        (await answering).StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.ListToolsAsync(issued.Value)).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_poll_that_hangs_does_not_keep_the_next_one_from_telling_of_changes()
    {
        var server = await StartPollingAsync(remembersRecords: true);
        var issued = await server.IssueAsync();
        await UseAsync(server, issued);
        _store.HangOfPolls = _back.Task;
        var polls = _store.Polls;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > polls);
        _store.HangOfPolls = Task.CompletedTask;

        await Eventually.GetAsync(
            () => Task.FromResult(server.Log.Text),
            text => text.Contains("Polling the token store for changes works again.", StringComparison.Ordinal),
            () => _time.Advance(TimeSpan.FromMilliseconds(250)));

        _back.Task.IsCompleted.Should().BeFalse();
    }

    private static Task<HttpResponseMessage> AnswerOfAsync(McpTestServer server, HttpMethod method, string path, IssuedToken issued)
    {
        var isByToken = path is "/mcp" or "/api/v2/tokens/validate" or "/api/v2/tokens/rotate";
        var body = path == "/mcp" ? RawHttp.ToolsList : method == HttpMethod.Patch ? """{"name":"t"}""" : """{"name":"t","scopes":["read:tasks"]}""";
        return isByToken
            ? server.PostAsync(path.EndsWith("rotate", StringComparison.Ordinal) ? "{}" : body, issued.Value, path)
            : server.SendAsUserAsync(method, path, path.EndsWith("rotate", StringComparison.Ordinal) || method == HttpMethod.Get || method == HttpMethod.Delete ? null : body);
    }

    private static async Task UseAsync(McpTestServer server, IssuedToken issued)
    {
        // The event of a creation is told with its owner and name, for which the store is asked, too.
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {issued.Token.Id}", StringComparison.Ordinal));
        using var response = await server.ListToolsAsync(issued.Value);
        response.StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Forbidden);
    }

    private async Task<McpTestServer> StartPollingAsync(bool remembersRecords, Action<McpTestServerOptions>? change = null)
    {
        var server = await new McpTestServerOptions { Time = _time, Store = _store, Usage = _usage, RemembersRecords = remembersRecords }.StartAsync(change ?? (_ => { }));
        _servers.Add(server);
        for (var round = 0; remembersRecords && round < 2; round++)
        {
            var polls = _store.Polls;
            await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > polls, () => _time.Advance(TimeSpan.FromMilliseconds(10)));
        }

        return server;
    }

    private sealed class Owners : ITokenOwnerPolicy
    {
        public Task Hang { get; set; } = Task.CompletedTask;

        public bool Waiting { get; private set; }

        public async ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default)
        {
            Waiting = !Hang.IsCompleted;
            await Hang;
            return true;
        }
    }

    private sealed class Usage() : DelegatingUsageStore(new InMemoryUsageStore(new InMemoryTokenStore()))
    {
        public Task Hang { get; set; } = Task.CompletedTask;

        public bool Waiting { get; private set; }

        public override async Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default)
        {
            Waiting = !Hang.IsCompleted;
            await Hang;
            return await base.ListRecentAsync(tokenIds, since, cancellationToken);
        }
    }
}
