using System.Diagnostics;

namespace Faults;

/// <summary>The time since the campaign began.</summary>
internal sealed class Clock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>Waits.</summary>
    public static Task PauseAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);
}
