using Faults.Records;

namespace Faults.Injection;

/// <summary>A way to break something, and to mend it.</summary>
internal abstract class Fault
{
    public abstract string Name { get; }

    /// <summary>Breaks something for a while. When it returns, everything runs again, but need not serve yet.</summary>
    /// <returns>What was broken, and the disturbances that end when all processes serve again.</returns>
    public abstract Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random);

    /// <summary>A time between two bounds.</summary>
    protected static TimeSpan Between(Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));
}
