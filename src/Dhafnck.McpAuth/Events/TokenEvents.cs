using System.Net;
using Dhafnck.McpAuth.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Events;

/// <summary>Accepts reported events without waiting, and provides them to the dispatcher.</summary>
internal sealed partial class TokenEvents(EventMetrics metrics, TimeProvider time, ILogger<TokenEvents> logger)
{
    private const int Capacity = 10_000;
    private const int Remembered = 100_000;

    // Anyone who has the signing key can make up any number of token identifiers.
    private const int WithoutRecord = 100;

    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RoomInterval = TimeSpan.FromMilliseconds(100);

    private readonly TokenEventQueue _queue = new(Capacity, time);
    private readonly Lock _lock = new();
    private readonly HashSet<(string TokenId, TokenEventKind Kind)> _reported = [];
    private readonly Dictionary<string, long> _dropLoggedAt = new(StringComparer.Ordinal);
    private DateTimeOffset _hour;
    private int _withoutRecord;
    private IReadOnlyList<TokenEventQueue> _sinks = [];
    private long _dropped;

    /// <summary>The number of events that were dropped since the process started.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

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
            metrics.Dropped(TokenEventNames.Of(dropped.Kind), "queue_full");
            Drop(dropped, "the event queue is full");
        }
    }

    /// <summary>Waits until this queue and those of the sinks are at most half full. For those who report many events and are in no hurry.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (!_queue.HasRoom || !Volatile.Read(ref _sinks).All(queue => queue.HasRoom))
        {
            await Task.Delay(RoomInterval, time, cancellationToken);
        }
    }

    /// <summary>Sets the queues of the sinks.</summary>
    public void DeliverTo(IReadOnlyList<TokenEventQueue> sinks) => Volatile.Write(ref _sinks, sinks);

    /// <summary>Counts an event that is not delivered, and logs at most one in a minute for each reason.</summary>
    /// <param name="tokenEvent">The event.</param>
    /// <param name="reason">The reason, for the log.</param>
    /// <param name="exception">The exception that is the reason.</param>
    public void Drop(TokenEvent tokenEvent, string reason, Exception? exception = null)
    {
        var dropped = Interlocked.Increment(ref _dropped);
        lock (_lock)
        {
            if (_dropLoggedAt.TryGetValue(reason, out var loggedAt) && time.GetElapsedTime(loggedAt) < LogInterval)
            {
                return;
            }

            _dropLoggedAt[reason] = time.GetTimestamp();
        }

        LogDropped(exception, TokenEventNames.Of(tokenEvent.Kind), tokenEvent.TokenId, reason, dropped);
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

    [LoggerMessage(1500, LogLevel.Warning, "The event {Event} of {TokenId} is dropped: {Reason}. Dropped since the start: {Dropped}. At most one dropped event is logged in a minute for each reason.")]
    private partial void LogDropped(Exception? exception, string @event, string tokenId, string reason, long dropped);
}
