using Faults.Records;

namespace Faults.Injection;

/// <summary>SIGSTOP in the moment in which a process commits. Others must be able to write again after 12 seconds at most.</summary>
internal sealed class FrozenInWrite : Fault
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Locks = TimeSpan.FromSeconds(12);
    private static readonly string[] Scopes = ["read:tasks"];

    public override string Name => "frozen in a write";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var victim = stage.Instances[random.Next(stage.Instances.Count)];
        var frozen = new TaskCompletionSource<Disturbance>(TaskCreationOptions.RunContinuationsAsynchronously);
        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        victim.Proxy!.AtNextCommit(async () =>
        {
            var begun = stage.Disturbances.Begin(victim.Number, hitsStore: false, Locks);
            await victim.FreezeAsync();
            frozen.SetResult(begun);
            await resumed.Task;
        });
        var disturbance = await frozen.Task.WaitAsync(Patience);
        await Clock.PauseAsync(Locks);
        foreach (var other in stage.Instances.Where(instance => instance != victim))
        {
            var (status, _) = await stage.Users[0].SendAsync(other, HttpMethod.Post, "", new { name = "Campaign", scopes = Scopes });
            stage.Checks.That(status == 201, () => $"process {victim.Number} is frozen in a write, and process {other.Number} answers a write with {status} after the bound");
        }

        await victim.ResumeAsync();
        resumed.SetResult();
        return ($"{victim.Number}", [disturbance]);
    }
}
