using Faults.Records;
using Faults.Servers;

namespace Faults.Load;

/// <summary>Clients that call a tool at one process with all tokens, good and revoked ones.</summary>
internal sealed class Callers(Stage stage)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(Instance instance, Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var status = stage.Ledger.Pick(random) is { } token ? await CallAsync(instance, token, useFormer: random.Next(8) == 0) : 0;
            await Clock.PauseAsync(status is null or 503 ? PauseAfterFailure : Pause);
        }
    }

    /// <summary>Calls with a token, and judges the answer.</summary>
    public async Task<int?> CallAsync(Instance instance, LedgerToken token, bool useFormer)
    {
        var state = token.State;
        useFormer &= state.Former is not null;
        if ((useFormer ? state.Former : state.Value) is not { } value)
        {
            return 0;
        }

        var sent = stage.Clock.Now;
        var status = await McpCall.SendAsync(instance, value);
        var answered = stage.Clock.Now;
        token.Answered(status, instance.Number, answered);
        stage.Counts.Add(status);
        Judge(new() { Instance = instance.Number, Token = token, State = state, UsesFormer = useFormer, Sent = sent, Answered = answered, Status = status });
        return status;
    }

    private void Judge(Call call)
    {
        var (checks, state) = (stage.Checks, call.State);
        if (call.Status is null or 503)
        {
            checks.That(stage.Disturbances.ExcuseCall(call.Instance, call.Sent, call.Answered), () => $"{call} although nothing was broken");
            return;
        }

        if (call.Status is not (200 or 401 or 403))
        {
            checks.That(false, () => $"{call} is no answer to expect");
            return;
        }

        var since = call.UsesFormer ? state.FormerEndedAt : state.ChangedAt;
        var isSettled = call.Sent >= since + stage.Disturbances.BoundOf(call.Instance, since, call.Sent);
        if (call.UsesFormer || state.IsRevoked)
        {
            if (call.Status != 401)
            {
                stage.Counts.AddLateUse(call.Sent - since);
            }

            checks.That(call.Status == 401 || !isSettled, () => $"{call} {(call.Sent - since).TotalMilliseconds:F0} ms after the {(call.UsesFormer ? "rotation" : "revocation")} was acknowledged");
            return;
        }

        if (state.IsChanging || call.Token.State.Version != state.Version)
        {
            // A write was under way, so both answers are right.
            return;
        }

        checks.That(call.Status != 401, () => $"{call} with a good token");
        checks.That(call.Status == (state.CanCall ? 200 : 403) || !isSettled, () => $"{call} {(call.Sent - since).TotalMilliseconds:F0} ms after the token {(state.CanCall ? "got" : "lost")} the scope");
    }
}
