using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>A rate limiter that the application created, and when it was last asked for.</summary>
internal sealed class CreatedRateLimiter(Func<RateLimiter> create) : IDisposable
{
    private readonly Lazy<RateLimiter> _limiter = new(create);
    private long _askedForAt;

    public RateLimiter Limiter => _limiter.Value;

    public long AskedForAt
    {
        get => Volatile.Read(ref _askedForAt);
        set => Volatile.Write(ref _askedForAt, value);
    }

    /// <summary>Whether the limiter says that nothing of its limit is used.</summary>
    public bool IsFull => _limiter.IsValueCreated && _limiter.Value.IdleDuration > TimeSpan.Zero;

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
        {
            _limiter.Value.Dispose();
        }
    }
}
