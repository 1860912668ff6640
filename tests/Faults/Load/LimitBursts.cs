using Faults.Records;
using Faults.Servers;

namespace Faults.Load;

/// <summary>Uses up tokens with a low limit at all processes at once, and checks that no more than the limit is accepted.</summary>
internal sealed class LimitBursts(Stage stage)
{
    private static readonly int[] Limits = [1, 20, 100];
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    public async Task RunAsync(Random random, CancellationToken stopping)
    {
        var writes = new TokenWrites(stage, random);
        while (!stopping.IsCancellationRequested)
        {
            var limit = Limits[random.Next(Limits.Length)];
            if (await writes.CreateAsync(random.Next(stage.Users.Count), limit) is { State.Value: not null } token)
            {
                stage.Limited.Add(token);
                await Task.WhenAll(stage.Instances.Select(instance => UseUpAsync(instance, token, stage.Clock.Now + Burst)));
                Check(token);
            }

            await Clock.PauseAsync(Pause);
        }
    }

    /// <summary>Calls until the limit is reached.</summary>
    public async Task UseUpAsync(Instance instance, LedgerToken token, TimeSpan until)
    {
        while (stage.Clock.Now < until)
        {
            var sent = stage.Clock.Now;
            var status = await McpCall.SendAsync(instance, token.State.Value!);
            var now = stage.Clock.Now;
            token.Answered(status, instance.Number, now);
            stage.Counts.Add(status);
            stage.Checks.That(
                status is 200 or 429 || (status is null or 503 && stage.Disturbances.ExcuseCall(instance.Number, sent, now)),
                () => $"{(status is { } known ? $"{known}" : "no answer")} from process {instance.Number} after {(now - sent).TotalMilliseconds:F0} ms for a token with a limit of {token.Limit}");
            if (status == 429)
            {
                return;
            }

            await Clock.PauseAsync(BetweenCalls);
        }
    }

    /// <summary>Checks that no more than the limit was accepted.</summary>
    public void Check(LedgerToken token) =>
        stage.Checks.That(token.Accepted <= token.Limit, () => $"{token.Accepted} calls were accepted of {token.Id} with a limit of {token.Limit}");
}
