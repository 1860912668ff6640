using Dhafnck.McpAuth.Testing.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Usage;

public sealed class UsageTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_request_of_a_token_is_counted_and_written_every_ten_seconds()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Time = _time);
        var issued = await server.IssueAsync();
        var other = await server.IssueAsync();

        for (var i = 0; i < 3; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(10));

        var token = await PollAsync(server.Store, issued.Token.Id, token => token.UsageCount == 3);
        token.LastUsedAt.Should().Be(new DateTimeOffset(2026, 11, 23, 12, 0, 2, TimeSpan.Zero));
        (await server.Store.FindAsync(other.Token.Id))!.UsageCount.Should().Be(0);
    }

    [Fact]
    public async Task What_is_counted_when_the_server_stops_is_written()
    {
        var store = new InMemoryTokenStore();
        var server = await McpTestServer.StartAsync(options => options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(store));
        var issued = await server.IssueAsync();
        using (await server.ListToolsAsync(issued.Value))
        {
            await server.DisposeAsync();
        }

        (await store.FindAsync(issued.Token.Id))!.UsageCount.Should().Be(1);
    }

    [Fact]
    public async Task Counts_that_could_not_be_written_are_kept_for_the_next_time()
    {
        var store = new FailingStore();
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Builder = builder => builder.Services.AddSingleton<ITokenStore>(store);
        });
        var issued = await server.IssueAsync();
        using var first = await server.ListToolsAsync(issued.Value);

        _time.Advance(TimeSpan.FromSeconds(10));
        await store.Failed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var second = await server.ListToolsAsync(issued.Value);
        await PollAsync(store, issued.Token.Id, token => token.UsageCount == 2, () => _time.Advance(TimeSpan.FromSeconds(10)));
    }

    private static async Task<ApiToken> PollAsync(ITokenStore store, string tokenId, Func<ApiToken, bool> until, Action? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var token = (await store.FindAsync(tokenId, deadline.Token))!;
            if (until(token))
            {
                return token;
            }

            meanwhile?.Invoke();
            await Task.Yield();
        }
    }

    private sealed class FailingStore : ITokenStore
    {
        private readonly InMemoryTokenStore _store = new();

        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TokenAddition> AddAsync(ApiToken token, int maximumActive = int.MaxValue, CancellationToken cancellationToken = default) => _store.AddAsync(token, maximumActive, cancellationToken);

        public Task<int> RevokeAllAsync(string ownerId, DateTimeOffset revokedAt, CancellationToken cancellationToken = default) => _store.RevokeAllAsync(ownerId, revokedAt, cancellationToken);

        public Task<TokenRequest> ClaimRequestAsync(TokenRequest request, DateTimeOffset notBefore, CancellationToken cancellationToken = default) => _store.ClaimRequestAsync(request, notBefore, cancellationToken);

        public Task<int> PruneAsync(DateTimeOffset expiredBefore, DateTimeOffset usedBefore, CancellationToken cancellationToken = default) => _store.PruneAsync(expiredBefore, usedBefore, cancellationToken);

        public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) => _store.FindAsync(tokenId, cancellationToken);

        public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) => _store.ListAsync(query, cancellationToken);

        public Task<bool> TryUpdateAsync(ApiToken token, CancellationToken cancellationToken = default) => _store.TryUpdateAsync(token, cancellationToken);

        public Task<TokenChanges> GetChangesAsync(long since, CancellationToken cancellationToken = default) => _store.GetChangesAsync(since, cancellationToken);

        public Task AddUsageAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken = default) =>
            Failed.TrySetResult() ? throw new TimeoutException("not now") : _store.AddUsageAsync(uses, cancellationToken);
    }
}
