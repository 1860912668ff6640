using System.Net;
using System.Runtime.InteropServices;
using Dhafnck.McpAuth.Usage.Limits;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The activity of one token in this process: the window of its rate limit, and the counts that are not yet written.</summary>
#pragma warning disable CA1001 // The limiter has nothing to dispose of.
internal sealed class TokenActivity(string tokenId)
#pragma warning restore CA1001
{
    // Limits for clients that keep sending new tool names or addresses. The excess is counted under one name, or not recorded.
    private const int MaximumCounts = 500;
    private const int MaximumAddresses = 50;

    private readonly Lock _lock = new();
    private readonly RequestWindow _window = new();
    private readonly Dictionary<(DateTimeOffset Hour, string? Tool, UsageOutcome Outcome), Counter> _counts = [];
    private readonly Dictionary<string, DateTimeOffset> _addresses = new(StringComparer.Ordinal);
    private HashSet<string> _knownAddresses = [];

    // Most requests have the same hour, tool and outcome as the last one, so the dictionary lookup is skipped.
    private Counter? _lastOfRequests;
    private Counter? _lastOfTools;
    private IPAddress? _lastAddress;
    private DateTimeOffset? _lastUsedAt;
    private long _requests;
    private bool _isRetired;
    private TokenRateLimiter? _limiter;

    public string TokenId => tokenId;

    /// <summary>When the counts of other processes were last read from the store, as a <see cref="TimeProvider.GetTimestamp"/> value; 0 before that.</summary>
    public long LearnedAt { get; private set; }

    /// <summary>Returns the token's limiter for a limit, which can differ from the previous one.</summary>
    public TokenRateLimiter Limiter(int limit, TimeProvider time) =>
        _limiter is { } known && known.Limit == limit ? known : _limiter = new(this, limit, time);

    /// <summary>Adds requests to the window, unless that exceeds the limit.</summary>
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

    /// <summary>Returns the number of requests within the window.</summary>
    public int CountWindow(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _window.Count(now);
        }
    }

    /// <summary>Returns the time when the limit allows a request again.</summary>
    public DateTimeOffset FreeAt(int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _window.FreeAt(now, limit);
        }
    }

    /// <summary>Counts an accepted request, unless this activity is retired.</summary>
    /// <param name="address">The address that the request came from.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="isNewAddress">Whether addresses of the token are known, and this is not one of them.</param>
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
                isNewAddress = _knownAddresses.Add(address.Unmapped().ToString()) && !isFirst;
            }

            _lastUsedAt = now.To(TimeSpan.FromSeconds(1));
            return true;
        }
    }

    /// <summary>Counts the outcome of a request or tool call, unless this activity is retired.</summary>
    public bool TryCount(string? tool, UsageOutcome outcome, DateTimeOffset now)
    {
        var hour = now.ToHour();
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

    /// <summary>Takes what is not yet written, which must be confirmed before the next call; <see langword="null"/> if there is nothing.</summary>
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

    /// <summary>Records that this usage is in the store.</summary>
    public void Confirm(TokenUse written)
    {
        lock (_lock)
        {
            _window.Written(written.Minutes);
        }
    }

    /// <summary>Applies the store's usage of the token, which covers every process.</summary>
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
                    _knownAddresses.Add(_lastAddress.Unmapped().ToString());
                }
            }
        }
    }

    /// <summary>Retires this activity if it has no unwritten counts and its window is empty.</summary>
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
            tool = ToolCounts.Unknown;
        }

        return CollectionsMarshal.GetValueRefOrAddDefault(_counts, (hour, tool, outcome), out _) ??= new(hour, tool, outcome);
    }

    private void KeepLastAddress()
    {
        if (_lastAddress is not null && _lastUsedAt is { } at && _lastAddress.Unmapped().ToString() is var address && (_addresses.Count < MaximumAddresses || _addresses.ContainsKey(address)))
        {
            _addresses[address] = at;
        }
    }

    private sealed class Counter(DateTimeOffset hour, string? tool, UsageOutcome outcome)
    {
        public long Count { get; set; }

        public bool Is(DateTimeOffset thatHour, string? thatTool, UsageOutcome thatOutcome) => outcome == thatOutcome && hour == thatHour && tool == thatTool;
    }
}
