using System.Net;
using System.Runtime.InteropServices;

namespace Dhafnck.McpAuth.Usage;

/// <summary>What one token does in this process: the window of its limit, and the counts that wait to be written.</summary>
#pragma warning disable CA1001 // The limiter has nothing to dispose of.
internal sealed class TokenActivity(string tokenId)
#pragma warning restore CA1001
{
    // Whoever calls tools by ever new names, or from ever new addresses, gets them counted together.
    private const int MaximumCounts = 500;
    private const int MaximumAddresses = 50;

    private readonly Lock _lock = new();
    private readonly RequestWindow _window = new();
    private readonly Dictionary<(DateTimeOffset Hour, string? Tool, UsageOutcome Outcome), Counter> _counts = [];
    private readonly Dictionary<string, DateTimeOffset> _addresses = new(StringComparer.Ordinal);
    private HashSet<string> _knownAddresses = [];

    // Most requests count where the last one did.
    private Counter? _lastOfRequests;
    private Counter? _lastOfTools;
    private IPAddress? _lastAddress;
    private DateTimeOffset? _lastUsedAt;
    private long _requests;
    private bool _isRetired;
    private TokenRateLimiter? _limiter;

    public string TokenId => tokenId;

    /// <summary>When the store was last asked for what others did, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long LearnedAt { get; private set; }

    /// <summary>The limiter of the token for a limit, which can be another than the last time.</summary>
    public TokenRateLimiter Limiter(int limit, TimeProvider time) =>
        _limiter is { } known && known.Limit == limit ? known : _limiter = new(this, limit, time);

    /// <summary>Lets a request into the window, unless the limit is reached.</summary>
    public bool TryEnter(int requests, int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_window.Count(now) + requests > limit)
            {
                return false;
            }

            for (var request = 0; request < requests; request++)
            {
                _window.Add(now);
            }

            return true;
        }
    }

    /// <summary>How many requests are within the window.</summary>
    public int CountWindow(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _window.Count(now);
        }
    }

    /// <summary>When there will be room for a request again.</summary>
    public DateTimeOffset FreeAt(int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _window.FreeAt(now, limit);
        }
    }

    /// <summary>Counts a request that was let in; not when this is retired.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isNewAddress">Whether the token was used lately, and never from there.</param>
    public bool TryUse(IPAddress? address, DateTimeOffset now, out bool isNewAddress)
    {
        lock (_lock)
        {
            isNewAddress = false;
            if (_isRetired)
            {
                return false;
            }

            _requests++;
            if (address is not null && !address.Equals(_lastAddress))
            {
                KeepLastAddress();
                _lastAddress = address;
                var isFirst = _knownAddresses.Count == 0;
                isNewAddress = _knownAddresses.Add(Text(address)) && !isFirst;
            }

            _lastUsedAt = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            return true;
        }
    }

    /// <summary>Counts what became of a request, or of a tool's call; not when this is retired.</summary>
    public bool TryCount(string? tool, UsageOutcome outcome, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        lock (_lock)
        {
            if (_isRetired)
            {
                return false;
            }

            ref var last = ref tool is null ? ref _lastOfRequests : ref _lastOfTools;
            if (last is null || !last.Is(hour, tool, outcome))
            {
                last = Find(hour, tool, outcome);
            }

            last.Count++;
            return true;
        }
    }

    /// <summary>What waits to be written, to be confirmed before this is asked again; <see langword="null"/> when that is nothing.</summary>
    public TokenUse? Take()
    {
        lock (_lock)
        {
            var minutes = _window.Unwritten();
            if (minutes.Count == 0 && _counts.Count == 0 && _requests == 0)
            {
                return null;
            }

            KeepLastAddress();
            var use = new TokenUse
            {
                TokenId = tokenId,
                Requests = _requests,
                LastUsedAt = _requests > 0 ? _lastUsedAt : null,
                Minutes = minutes,
                Hours = [.. _counts.Select(count => new UsageCount(count.Key.Hour, count.Key.Tool, count.Key.Outcome, count.Value.Count))],
                Addresses = [.. _addresses.Select(address => new AddressUse(address.Key, address.Value))],
            };
            _requests = 0;
            _counts.Clear();
            (_lastOfRequests, _lastOfTools) = (null, null);
            _addresses.Clear();
            _lastAddress = null;
            return use;
        }
    }

    /// <summary>The store knows this now.</summary>
    public void Confirm(TokenUse written)
    {
        lock (_lock)
        {
            _window.Written(written.Minutes);
        }
    }

    /// <summary>Takes over what the store knows of the token's use, by every process.</summary>
    public void Learn(RecentUse? recent, long timestamp)
    {
        lock (_lock)
        {
            LearnedAt = timestamp;
            if (recent is not null)
            {
                _window.Learn(recent.Minutes);
                _knownAddresses = [.. recent.Addresses.Select(address => address.Address), .. _addresses.Keys];
                if (_lastAddress is not null)
                {
                    _knownAddresses.Add(Text(_lastAddress));
                }
            }
        }
    }

    /// <summary>Ends this, if nothing is lost by it: the store knows all, and would say nothing else of the window.</summary>
    public bool TryRetire(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _isRetired = _requests == 0 && _counts.Count == 0 && _window.IsEmpty(now);
        }
    }

    private Counter Find(DateTimeOffset hour, string? tool, UsageOutcome outcome)
    {
        if (tool is not null && _counts.Count >= MaximumCounts && !_counts.ContainsKey((hour, tool, outcome)))
        {
            tool = ToolUse.Unknown;
        }

        return CollectionsMarshal.GetValueRefOrAddDefault(_counts, (hour, tool, outcome), out _) ??= new(hour, tool, outcome);
    }

    private void KeepLastAddress()
    {
        if (_lastAddress is not null && _lastUsedAt is { } at && Text(_lastAddress) is var address && (_addresses.Count < MaximumAddresses || _addresses.ContainsKey(address)))
        {
            _addresses[address] = at;
        }
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private sealed class Counter(DateTimeOffset hour, string? tool, UsageOutcome outcome)
    {
        public long Count { get; set; }

        public bool Is(DateTimeOffset thatHour, string? thatTool, UsageOutcome thatOutcome) => outcome == thatOutcome && hour == thatHour && tool == thatTool;
    }
}
