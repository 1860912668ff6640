using Faults.Records;
using Faults.Servers;

namespace Faults.Injection;

/// <summary>SIGKILL at random moments, of all processes but one at most.</summary>
internal sealed class KilledProcesses : Fault
{
    private static readonly TimeSpan Locks = TimeSpan.FromSeconds(3);

    public override string Name => "processes killed";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        Instance[] instances = [.. stage.Instances];
        random.Shuffle(instances);
        var victims = instances[..random.Next(1, instances.Length)];
        var disturbances = new List<Disturbance>();
        foreach (var victim in victims)
        {
            await Clock.PauseAsync(Between(random, 0, 1.5));
            disturbances.Add(stage.Disturbances.Begin(victim.Number, hitsStore: false, Locks));
            await victim.KillAsync(stage.Clock);
        }

        await Clock.PauseAsync(Between(random, 0.5, 2));
        await Task.WhenAll(victims.Select(victim => victim.StartAsync()));
        return (string.Join(' ', victims.Select(victim => victim.Number)), disturbances);
    }
}
