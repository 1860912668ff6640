using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Usage;

/// <summary>Limiters that a function of the application creates for each token.</summary>
public sealed class CreatedLimiterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<CountingLimiter> _created = new();

    [Fact]
    public async Task A_token_has_one_limiter_while_it_is_used_and_another_one_for_another_limit()
    {
        await using var server = await StartAsync();
        var (one, other) = (await server.IssueAsync(rateLimit: 2), await server.IssueAsync(rateLimit: 3));

        (await server.StatusAsync(one.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(one.Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(one.Value)).Should().Be(HttpStatusCode.TooManyRequests);
        (await server.StatusAsync(other.Value)).Should().Be(HttpStatusCode.OK);

        _created.Select(limiter => limiter.Limit).Should().Equal(2, 3);
    }

    [Fact]
    public async Task A_limiter_that_nobody_has_asked_for_in_an_hour_is_disposed_of()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        await server.StatusAsync(issued.Value);
        _time.Advance(TimeSpan.FromMinutes(30));
        _created.Single().IsDisposed.Should().BeFalse("it may have counted something");

        await Eventually.GetAsync(() => Task.FromResult(_created.Single().IsDisposed), isDisposed => isDisposed, () => _time.Advance(TimeSpan.FromMinutes(5)));

        (_time.GetUtcNow() - new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)).Should().BeGreaterThan(TimeSpan.FromHours(1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _created.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_limiter_that_says_that_it_is_idle_is_disposed_of_after_a_minute()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync(rateLimit: 2);
        await server.StatusAsync(issued.Value);
        _created.Single().Idle = TimeSpan.FromMinutes(1);

        await Eventually.GetAsync(() => Task.FromResult(_created.Single().IsDisposed), isDisposed => isDisposed, () => _time.Advance(TimeSpan.FromMinutes(1)));

        (_time.GetUtcNow() - new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)).Should().BeLessThan(TimeSpan.FromHours(1));
    }

    private Task<McpTestServer> StartAsync() => McpTestServer.StartAsync(options =>
    {
        options.Time = _time;
        options.Auth = auth => auth.AddTokenRateLimiters((_, _, limit) =>
        {
            var limiter = new CountingLimiter(limit);
            _created.Enqueue(limiter);
            return limiter;
        });
    });

    private sealed class CountingLimiter(int limit) : RateLimiter
    {
        private int _used;

        public int Limit => limit;

        public bool IsDisposed { get; private set; }

        public TimeSpan? Idle { get; set; }

        public override TimeSpan? IdleDuration => Idle;

        public override RateLimiterStatistics GetStatistics() => new() { CurrentAvailablePermits = limit - _used };

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(Interlocked.Increment(ref _used) <= limit);

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class Lease(bool isAcquired) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
