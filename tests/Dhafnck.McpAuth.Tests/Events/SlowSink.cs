using System.Collections.Concurrent;
using Dhafnck.McpAuth.Events;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>Takes no event until it is let go.</summary>
internal sealed class SlowSink : ITokenEventSink
{
    private readonly ConcurrentQueue<string?> _owners = [];
    private readonly TaskCompletionSource _goes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string?> Owners => [.. _owners];

    public void Goes() => _goes.SetResult();

    public async Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
    {
        await _goes.Task.WaitAsync(cancellationToken);
        _owners.Enqueue(tokenEvent.OwnerId);
    }
}
