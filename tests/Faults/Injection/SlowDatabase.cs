using Faults.Records;

namespace Faults.Injection;

/// <summary>Each way to PostgreSQL takes a tenth of a second, in each direction.</summary>
internal sealed class SlowDatabase : Fault
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    public override string Name => "database slow";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var disturbance = stage.Disturbances.Begin(null, hitsStore: true, TimeSpan.Zero);
        SetDelay(stage, Delay);
        await Clock.PauseAsync(Between(random, 6, 10));
        SetDelay(stage, TimeSpan.Zero);
        return ("PostgreSQL", [disturbance]);
    }

    private static void SetDelay(Stage stage, TimeSpan delay)
    {
        foreach (var instance in stage.Instances)
        {
            instance.Proxy!.Delay = delay;
        }
    }
}
