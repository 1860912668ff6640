using System.Net;
using Dhafnck.McpAuth.Usage.Limits;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The activity of one token in this process: the window of its rate limit, and the counts that are not yet written.</summary>
#pragma warning disable CA1001 // The limiter has nothing to dispose of.
internal sealed class TokenActivity(string tokenId)
#pragma warning restore CA1001
{
    // Each step of a request takes the lock by itself: the limiter can be the application's own, and an outcome is known last.
    private readonly Lock _lock = new();
    private readonly RequestWindow _window = new();
    private readonly OutcomeCounts _outcomes = new();
    private readonly SeenAddresses _addresses = new();
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

            var second = now.To(TimeSpan.FromSeconds(1));
            (_lastUsedAt, _requests) = (second, _requests + 1);
            isNewAddress = _addresses.Add(address, second);
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

            _outcomes.Add(tool, outcome, hour);
            return true;
        }
    }

    /// <summary>Whether there is something to take.</summary>
    public bool HasUse()
    {
        lock (_lock)
        {
            return _requests > 0 || !_outcomes.IsEmpty;
        }
    }

    /// <summary>Takes what is not yet written, which must be confirmed before the next call; <see langword="null"/> if there is nothing.</summary>
    public TokenUse? Take()
    {
        lock (_lock)
        {
            var minutes = _window.Unwritten();
            if (minutes.Count == 0 && _outcomes.IsEmpty && _requests == 0)
            {
                return null;
            }

            var requests = _requests;
            _requests = 0;
            return new()
            {
                TokenId = tokenId,
                Requests = requests,
                LastUsedAt = requests > 0 ? _lastUsedAt : null,
                Minutes = minutes,
                Hours = _outcomes.Take(),
                Addresses = _addresses.Take(),
            };
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
                _addresses.Learn(recent.Addresses);
            }
        }
    }

    /// <summary>Retires this activity if it has no unwritten counts and its window is empty.</summary>
    public bool TryRetire(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _isRetired = _requests == 0 && _outcomes.IsEmpty && _window.IsEmpty(now);
        }
    }
}
