using Faults.Records;

namespace Faults.Injection;

/// <summary>PostgreSQL does not answer, for all processes or for one whose network is broken.</summary>
internal sealed class HangingDatabase(bool ofAll) : Fault
{
    private static readonly TimeSpan Locks = TimeSpan.FromSeconds(12);

    public override string Name => ofAll ? "database hangs" : "network broken";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var victims = ofAll ? stage.Instances : [stage.Instances[random.Next(stage.Instances.Count)]];
        var disturbance = stage.Disturbances.Begin(ofAll ? null : victims[0].Number, hitsStore: true, Locks);
        foreach (var victim in victims)
        {
            victim.Proxy!.Hang();
        }

        await Clock.PauseAsync(Between(random, 4, 12));
        foreach (var victim in victims)
        {
            victim.Proxy!.Continue();
        }

        return (ofAll ? "PostgreSQL" : $"{victims[0].Number}", [disturbance]);
    }
}
