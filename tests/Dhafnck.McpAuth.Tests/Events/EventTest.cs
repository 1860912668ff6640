using System.Collections.Concurrent;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>A test of the events of servers on one store, by a clock of its own.</summary>
public abstract class EventTest
{
    protected EventTest() => Usage = new(Tokens);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    protected InMemoryTokenStore Tokens { get; } = new();

    protected InMemoryUsageStore Usage { get; }

    /// <summary>What was told.</summary>
    protected CollectedEvents Sink { get; } = new();

    /// <summary>The use that was written.</summary>
    protected ConcurrentQueue<TokenUse> Written { get; } = [];

    /// <summary>A server on these stores, which tells the sink.</summary>
    protected McpTestServerOptions Setup => new()
    {
        Time = Time,
        Store = Tokens,
        Usage = new ObservedUsageStore(Usage, Written),
        Services = services => services.AddSingleton<ITokenEventSink>(Sink),
    };

    private sealed class ObservedUsageStore(IUsageStore store, ConcurrentQueue<TokenUse> written) : DelegatingUsageStore(store)
    {
        public override Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
        {
            foreach (var use in batch.Uses)
            {
                written.Enqueue(use);
            }

            return base.AddAsync(batch, cancellationToken);
        }
    }
}
