using System.Collections.Concurrent;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>A sink that keeps the events it receives.</summary>
public sealed class CollectedEvents : ITokenEventSink
{
    private readonly ConcurrentQueue<TokenEvent> _events = [];

    public IReadOnlyList<TokenEvent> Events => [.. _events];

    public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
    {
        _events.Enqueue(tokenEvent);
        return Task.CompletedTask;
    }

    public IReadOnlyList<TokenEvent> Of(TokenEventKind kind) => [.. _events.Where(tokenEvent => tokenEvent.Kind == kind)];

    public async Task ReceivedAsync(params TokenEventKind[] kinds)
    {
        await Eventually.GetAsync(() => Task.FromResult(_events.Count), count => count >= kinds.Length);
        Events.Select(tokenEvent => tokenEvent.Kind).Should().BeEquivalentTo(kinds);
    }
}
