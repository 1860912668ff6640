using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dhafnck.McpAuth.Events;

/// <summary>
/// Events that wait for their turn, owner by owner: many events of one owner do not delay another owner's. Writing never
/// waits. For one reader.
/// </summary>
/// <param name="capacity">How many events wait at most. One more takes the place of the newest event of the owner who has the most.</param>
internal sealed class TokenEventQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<TokenEvent>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = [];

    // One for each event that waits.
    private readonly Channel<bool> _signals = Channel.CreateUnbounded<bool>();
    private int _count;

    /// <summary>Adds an event at the end of its owner's.</summary>
    /// <returns>The event that was dropped: an earlier one, the one given, or none.</returns>
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

    /// <summary>No more events come.</summary>
    public void Complete() => _signals.Writer.TryComplete();

    /// <summary>The events, one of each owner in turn, until there are no more.</summary>
    public async IAsyncEnumerable<TokenEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in _signals.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return Take();
        }
    }

    // A record that is gone has no owner: its events wait by themselves.
    private static string KeyOf(TokenEvent tokenEvent) => tokenEvent.OwnerId ?? tokenEvent.TokenId;

    private LinkedList<TokenEvent> Add(TokenEvent tokenEvent)
    {
        var key = KeyOf(tokenEvent);
        if (!_waiting.TryGetValue(key, out var own))
        {
            _waiting[key] = own = [];
            _turns.Enqueue(key);
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
                _turns.Enqueue(key);
                return next;
            }
        }
    }
}
