namespace Dhafnck.McpAuth.EfCore.Tests.Faults;

/// <summary>The clock of a host that is set wrong.</summary>
public sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
}
