using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dhafnck.McpAuth.Events;

/// <summary>Queues events fairly by owner: many events of one owner do not delay those of another. Writing never waits. Supports a single reader.</summary>
/// <param name="capacity">The maximum number of queued events. When it is reached, a new event replaces the newest event of the owner who has the most.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenEventQueue(int capacity, TimeProvider time)
{
    // A sink whose receiver does not answer needs longer for an event.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<TokenEvent>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = [];

    // One signal per queued event.
    private readonly Channel<bool> _signals = Channel.CreateUnbounded<bool>();
    private int _count;
    private long _takenAt = time.GetTimestamp();

    /// <summary>
    /// Whether half of the queue is free. A queue that nobody reads from does not matter: otherwise one sink that is stuck would
    /// keep events from the others.
    /// </summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _count <= capacity / 2 || time.GetElapsedTime(_takenAt) > Stuck;
            }
        }
    }

    /// <summary>Adds an event at the end of its owner's queue.</summary>
    /// <returns>The event that was dropped: an earlier one, the given one, or none.</returns>
    public TokenEvent? Write(TokenEvent tokenEvent)
    {
        lock (_lock)
        {
            var own = Add(tokenEvent);
            if (_count > capacity)
            {
                return DropLast(own);
            }
        }

        _signals.Writer.TryWrite(true);
        return null;
    }

    /// <summary>Marks the queue as complete: no more events are added.</summary>
    public void Complete() => _signals.Writer.TryComplete();

    /// <summary>Returns the events, one per owner in turn, until the queue is complete.</summary>
    public async IAsyncEnumerable<TokenEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in _signals.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return Take();
        }
    }

    // Without a record the owner is unknown: queue the events of such a token separately.
    private static string KeyOf(TokenEvent tokenEvent) => tokenEvent.OwnerId ?? tokenEvent.TokenId;

    private LinkedList<TokenEvent> Add(TokenEvent tokenEvent)
    {
        var key = KeyOf(tokenEvent);
        if (!_waiting.TryGetValue(key, out var own))
        {
            _waiting[key] = own = [];
            _turns.Enqueue(key);
        }

        if (_count == 0)
        {
            _takenAt = time.GetTimestamp();
        }

        own.AddLast(tokenEvent);
        _count++;
        return own;
    }

    private TokenEvent DropLast(LinkedList<TokenEvent> own)
    {
        var longest = _waiting.Values.MaxBy(waiting => waiting.Count)!;
        longest = own.Count == longest.Count ? own : longest;
        var dropped = longest.Last!.Value;
        longest.RemoveLast();
        _count--;
        return dropped;
    }

    private TokenEvent Take()
    {
        lock (_lock)
        {
            while (true)
            {
                var key = _turns.Dequeue();
                var own = _waiting[key];
                if (own.First is not { Value: var next })
                {
                    _waiting.Remove(key);
                    continue;
                }

                own.RemoveFirst();
                _count--;
                _takenAt = time.GetTimestamp();
                _turns.Enqueue(key);
                return next;
            }
        }
    }
}
