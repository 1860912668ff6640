using Faults.Records;

namespace Faults.Injection;

/// <summary>SIGSTOP at a random moment, and SIGCONT seconds later.</summary>
internal sealed class FrozenProcess : Fault
{
    // PostgreSQL takes locks from a transaction that does nothing for 5 seconds; a write waits for them for 5 seconds.
    private static readonly TimeSpan Locks = TimeSpan.FromSeconds(12);

    public override string Name => "process frozen";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var victim = stage.Instances[random.Next(stage.Instances.Count)];
        var disturbance = stage.Disturbances.Begin(victim.Number, hitsStore: false, Locks);
        await victim.FreezeAsync();
        await Clock.PauseAsync(Between(random, 3, 9));
        await victim.ResumeAsync();
        return ($"{victim.Number}", [disturbance]);
    }
}
