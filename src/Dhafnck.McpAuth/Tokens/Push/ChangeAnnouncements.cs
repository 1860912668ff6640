using System.Threading.Channels;

namespace Dhafnck.McpAuth.Tokens.Push;

/// <summary>The changes of this process that it has not yet announced to the others.</summary>
internal sealed class ChangeAnnouncements
{
    private const int Capacity = 10_000;

    private readonly Channel<string?> _changes = Channel.CreateBounded<string?>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private int _hasMissed;

    /// <summary>Announces that a token has changed; <see langword="null"/> when several did.</summary>
    public void Add(string? tokenId)
    {
        if (!_changes.Writer.TryWrite(tokenId))
        {
            Miss();
        }
    }

    /// <summary>Records that a change was not announced. One announcement for all tokens makes up for it.</summary>
    public void Miss() => Volatile.Write(ref _hasMissed, 1);

    /// <summary>Returns whether changes were not announced, and forgets it.</summary>
    public bool TakeMissed() => Interlocked.Exchange(ref _hasMissed, 0) == 1;

    public IAsyncEnumerable<string?> ReadAllAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);
}
