using System.Net;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Events;

/// <summary>Accepts reported events without waiting, and provides them to the dispatcher.</summary>
internal sealed partial class TokenEvents(TimeProvider time, ILogger<TokenEvents> logger)
{
    private const int Capacity = 10_000;
    private const int Remembered = 100_000;

    // Anyone who has the signing key can make up any number of token identifiers.
    private const int WithoutRecord = 100;

    private readonly TokenEventQueue _queue = new(Capacity);
    private readonly Lock _lock = new();
    private readonly HashSet<(string TokenId, TokenEventKind Kind)> _reported = [];
    private DateTimeOffset _hour;
    private int _withoutRecord;

    /// <summary>Reports an event, unless this process has already reported one of this kind for the token in the current hour.</summary>
    /// <param name="kind">The kind of event.</param>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="ownerId">The identifier of the token's owner, if known.</param>
    /// <param name="reason">The reason, for kinds with several reasons.</param>
    /// <param name="remoteAddress">The address that the request came from.</param>
    /// <param name="hasRecord">Whether the token has a record. The number of events without a record is limited per hour.</param>
    public void Report(TokenEventKind kind, string tokenId, string? ownerId = null, string? reason = null, IPAddress? remoteAddress = null, bool hasRecord = true)
    {
        if (IsFirst(kind, tokenId, hasRecord))
        {
            // A socket that takes both kinds of addresses spells IPv4 as IPv6.
            var address = remoteAddress?.Unmapped();
            Report(new() { Kind = kind, TokenId = tokenId, OwnerId = ownerId, OccurredAt = time.GetUtcNow(), Reason = reason, RemoteAddress = address });
        }
    }

    /// <summary>Reports an event that its caller reports only once.</summary>
    public void Report(TokenEvent tokenEvent)
    {
        if (_queue.Write(tokenEvent) is { } dropped)
        {
            LogDropped(TokenEventNames.Of(dropped.Kind), dropped.TokenId);
        }
    }

    /// <summary>Returns the reported events, one per owner in turn, until reporting is complete.</summary>
    public IAsyncEnumerable<TokenEvent> ReadAllAsync(CancellationToken cancellationToken) => _queue.ReadAllAsync(cancellationToken);

    /// <summary>Marks reporting as complete: no more events are added.</summary>
    public void Complete() => _queue.Complete();

    // The store decides later whether another process has reported it. This check keeps a flood of refusals away from the store.
    private bool IsFirst(TokenEventKind kind, string tokenId, bool hasRecord)
    {
        var now = time.GetUtcNow();
        var hour = now.ToHour();
        lock (_lock)
        {
            if (hour != _hour || _reported.Count >= Remembered)
            {
                _hour = hour;
                _reported.Clear();
                _withoutRecord = 0;
            }

            if ((!hasRecord && _withoutRecord >= WithoutRecord) || !_reported.Add((tokenId, kind)))
            {
                return false;
            }

            _withoutRecord += hasRecord ? 0 : 1;
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The event {Event} of {TokenId} is dropped: the event queue is full.")]
    private partial void LogDropped(string @event, string tokenId);
}
