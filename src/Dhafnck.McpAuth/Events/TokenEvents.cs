using System.Net;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Events;

/// <summary>Where events are reported, which never waits, and where they are taken up.</summary>
internal sealed partial class TokenEvents(TimeProvider time, ILogger<TokenEvents> logger)
{
    private const int Capacity = 10_000;
    private const int Remembered = 100_000;

    // Whoever has the key makes up as many of them as they like.
    private const int WithoutRecord = 100;

    private readonly TokenEventQueue _queue = new(Capacity);
    private readonly Lock _lock = new();
    private readonly HashSet<(string TokenId, TokenEventKind Kind)> _reported = [];
    private DateTimeOffset _hour;
    private int _withoutRecord;

    /// <summary>Reports an event, unless this process has reported one of its kind for the token this hour.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="ownerId">Whose token it is, where that is known.</param>
    /// <param name="reason">Why, where there are several reasons.</param>
    /// <param name="remoteAddress">Where the request came from.</param>
    /// <param name="hasRecord">Whether there is a record of the token; of those without, only so many are told of in an hour.</param>
    public void Report(TokenEventKind kind, string tokenId, string? ownerId = null, string? reason = null, IPAddress? remoteAddress = null, bool hasRecord = true)
    {
        if (IsFirst(kind, tokenId, hasRecord))
        {
            // A socket that takes both kinds of addresses spells IPv4 as IPv6.
            var address = remoteAddress is { IsIPv4MappedToIPv6: true } ? remoteAddress.MapToIPv4() : remoteAddress;
            Report(new() { Kind = kind, TokenId = tokenId, OwnerId = ownerId, OccurredAt = time.GetUtcNow(), Reason = reason, RemoteAddress = address });
        }
    }

    /// <summary>Reports an event that its reporter reports once.</summary>
    public void Report(TokenEvent tokenEvent)
    {
        if (_queue.Write(tokenEvent) is { } dropped)
        {
            LogDropped(TokenEventNames.Of(dropped.Kind), dropped.TokenId);
        }
    }

    /// <summary>The events reported, one of each owner in turn, until there are no more.</summary>
    public IAsyncEnumerable<TokenEvent> ReadAllAsync(CancellationToken cancellationToken) => _queue.ReadAllAsync(cancellationToken);

    /// <summary>No more events come.</summary>
    public void Complete() => _queue.Complete();

    // Whether another process has reported it, the store says later; this keeps a flood of refusals from reaching it.
    private bool IsFirst(TokenEventKind kind, string tokenId, bool hasRecord)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
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

    [LoggerMessage(1, LogLevel.Warning, "The event {Event} of {TokenId} is dropped: too many events wait.")]
    private partial void LogDropped(string @event, string tokenId);
}
