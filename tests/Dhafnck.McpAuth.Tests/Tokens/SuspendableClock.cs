using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>
/// A clock of a process that can be suspended: time passes, and no timer fires. Whether the clock of timestamps goes on
/// meanwhile depends on the machine.
/// </summary>
public sealed class SuspendableClock() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero))
{
    private long _wallTicks;
    private long _timestampTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _wallTicks));

    public override long GetTimestamp() => base.GetUtcNow().Ticks + Volatile.Read(ref _timestampTicks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Suspend(TimeSpan wall, TimeSpan timestamp)
    {
        Interlocked.Add(ref _wallTicks, wall.Ticks);
        Interlocked.Add(ref _timestampTicks, timestamp.Ticks);
    }
}
