using System.Net;
using System.Threading.Channels;

namespace Dhafnck.McpAuth.Events;

/// <summary>Where events are reported, which never waits, and where they are taken up.</summary>
internal sealed class TokenEvents(TimeProvider time)
{
    private const int Capacity = 10_000;
    private const int Remembered = 100_000;

    private readonly Channel<TokenEvent> _channel = Channel.CreateBounded<TokenEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly HashSet<(string TokenId, TokenEventKind Kind)> _reported = [];
    private DateTimeOffset _hour;

    public ChannelReader<TokenEvent> Reader => _channel.Reader;

    /// <summary>Reports an event, unless this process has reported one of its kind for the token this hour.</summary>
    public void Report(TokenEventKind kind, string tokenId, string? reason = null, IPAddress? remoteAddress = null)
    {
        if (IsFirst(kind, tokenId))
        {
            // A socket that takes both kinds of addresses spells IPv4 as IPv6.
            var address = remoteAddress is { IsIPv4MappedToIPv6: true } ? remoteAddress.MapToIPv4() : remoteAddress;
            Report(new() { Kind = kind, TokenId = tokenId, OccurredAt = time.GetUtcNow(), Reason = reason, RemoteAddress = address });
        }
    }

    /// <summary>Reports an event that its reporter reports once.</summary>
    public void Report(TokenEvent tokenEvent) => _channel.Writer.TryWrite(tokenEvent);

    /// <summary>No more events come.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    // Whether another process has reported it, the store says later; this keeps a flood of refusals from reaching it.
    private bool IsFirst(TokenEventKind kind, string tokenId)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        lock (_lock)
        {
            if (hour != _hour || _reported.Count >= Remembered)
            {
                _hour = hour;
                _reported.Clear();
            }

            return _reported.Add((tokenId, kind));
        }
    }
}
