using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>Counts that are not yet written, and since when.</summary>
public sealed class UsageMetricTests
{
    private const string Duration = "mcp_auth.usage.flush.duration";
    private const string Age = "mcp_auth.usage.flush.age";
    private const string Backlog = "mcp_auth.usage.backlog";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Usage_is_a_backlog_until_it_is_written()
    {
        var usage = new FailingUsageStore { IsFailing = true };
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Builder = builder => builder.Services.AddSingleton<IUsageStore>(usage);
        });
        using var metrics = CollectedMetrics.Of(server);
        metrics.Read(Backlog).Should().Be(0);
        foreach (var issued in new[] { await server.IssueAsync(), await server.IssueAsync() })
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }

        await Eventually.GetAsync(() => Task.FromResult(metrics.Read(Backlog)), backlog => backlog == 2);
        await PassAsync(usage);
        await PassAsync(usage);
        metrics.Read(Age).Should().Be(20);
        metrics.Read(Backlog).Should().Be(2);
        metrics.Of(Duration).Should().OnlyContain(measured => Equals(measured.Tags["error.type"], typeof(IOException).FullName));

        usage.IsFailing = false;
        await PassAsync(usage);

        await Eventually.GetAsync(() => Task.FromResult(metrics.Read(Age)), age => age == 0);
        metrics.Read(Backlog).Should().Be(0);
        metrics.Of(Duration).Should().ContainSingle(measured => !measured.Tags.ContainsKey("error.type"));
    }

    private async Task PassAsync(FailingUsageStore usage)
    {
        var writes = usage.Writes;
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.GetAsync(() => Task.FromResult(usage.Writes), count => count > writes);
    }

    private sealed class FailingUsageStore() : DelegatingUsageStore(new InMemoryUsageStore(new InMemoryTokenStore()))
    {
        private int _writes;

        public bool IsFailing { get; set; }

        public int Writes => Volatile.Read(ref _writes);

        public override async Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
        {
            try
            {
                await (IsFailing ? Task.FromException(new IOException("away")) : base.AddAsync(batch, cancellationToken));
            }
            finally
            {
                Interlocked.Increment(ref _writes);
            }
        }
    }
}
