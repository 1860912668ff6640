using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>What has ended is removed, also by processes that do not run for long and have nothing else to do.</summary>
public sealed class PruningTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTokenStore _tokens = new();
    private readonly Usage _usage = new();

    [Fact]
    public async Task Idempotency_keys_whose_time_is_over_are_removed_when_a_host_starts_and_tokens_stay()
    {
        await MakeAsync("key-1");
        _time.Advance(TimeSpan.FromHours(23));
        await MakeAsync("key-2");
        _time.Advance(TimeSpan.FromHours(2));

        await using var server = await Setup.StartAsync();

        await Eventually.GetAsync(() => _tokens.FindRequestAsync("alice", "key-1", DateTimeOffset.MinValue), request => request is null);
        (await _tokens.FindRequestAsync("alice", "key-2", DateTimeOffset.MinValue)).Should().NotBeNull();
        (await _tokens.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(2);
    }

    [Fact]
    public async Task They_are_removed_every_hour_after_that()
    {
        await using var server = await Setup.StartAsync();
        await MakeAsync("key-1");

        _time.Advance(TimeSpan.FromHours(25));

        await Eventually.GetAsync(() => _tokens.FindRequestAsync("alice", "key-1", DateTimeOffset.MinValue), request => request is null, () => _time.Advance(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task Records_that_expired_long_ago_are_removed_when_a_host_starts_where_that_is_asked_for()
    {
        await MakeAsync("key-1");
        _time.Advance(TimeSpan.FromDays(40));

        await using var server = await Setup.StartAsync(("McpAuth:Tokens:PruneAfter", "1.00:00:00"));

        await Eventually.GetAsync(async () => (await _tokens.ListAsync(new() { OwnerId = "alice" })).Total, total => total == 0);
    }

    [Fact]
    public async Task Old_counts_are_removed_when_a_host_starts_however_short_it_runs()
    {
        await using var server = await Setup.StartAsync();

        await Eventually.GetAsync(() => Task.FromResult(_usage.PrunedAt), prunedAt => prunedAt == _time.GetUtcNow());
    }

    private async Task MakeAsync(string key)
    {
        var server = await Setup.StartAsync();
        var made = await server.Services.GetRequiredService<ApiTokenService>().CreateAsync(
            "alice",
            new() { Name = "a token", Scopes = ["read:tasks"] },
            new IdempotencyKey { Key = key, Fingerprint = TokenHash.Compute(key) });
        made.Succeeded.Should().BeTrue();
        await server.DisposeAsync();
    }

    private McpTestServerOptions Setup => new() { Time = _time, Store = _tokens, Usage = _usage };

    private sealed class Usage() : DelegatingUsageStore(new InMemoryUsageStore(new InMemoryTokenStore()))
    {
        public DateTimeOffset? PrunedAt { get; private set; }

        public override Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
        {
            PrunedAt ??= now;
            return base.PruneAsync(now, cancellationToken);
        }
    }
}
