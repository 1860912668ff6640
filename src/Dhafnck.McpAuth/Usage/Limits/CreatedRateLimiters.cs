using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>The rate limiters that a function of the application creates, one for each token while it is used.</summary>
/// <param name="create">Creates the limiter of a token and a limit.</param>
/// <param name="time">The clock.</param>
internal sealed class CreatedRateLimiters(Func<string, int, RateLimiter> create, TimeProvider time) : ITokenRateLimiters, IDisposable
{
    // Far longer than a request takes from its limiter to its permit.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string TokenId, int Limit), CreatedRateLimiter> _limiters = new();

    public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default)
    {
        var created = _limiters.GetOrAdd((tokenId, limit), static (key, self) => self.Create(key.TokenId, key.Limit), this);
        created.AskedForAt = time.GetTimestamp();
        return new(created.Limiter);
    }

    /// <summary>
    /// Disposes of the limiters that have not been asked for: for a minute, if they say that nothing of their limit is used;
    /// for longer than the window, if they do not.
    /// </summary>
    public void RemoveIdle()
    {
        foreach (var (key, created) in _limiters)
        {
            var age = time.GetElapsedTime(created.AskedForAt);
            if ((age > RequestWindow.Length + Idle || (age > Idle && created.IsFull)) && _limiters.TryRemove(key, out _))
            {
                created.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (var created in _limiters.Values)
        {
            created.Dispose();
        }
    }

    private CreatedRateLimiter Create(string tokenId, int limit) => new(() => create(tokenId, limit)) { AskedForAt = time.GetTimestamp() };
}
