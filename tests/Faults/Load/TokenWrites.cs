using System.Text.Json.Nodes;
using Faults.Records;
using Faults.Servers;

namespace Faults.Load;

/// <summary>Writes of tokens over REST, each repeated at another process until it is acknowledged.</summary>
internal sealed class TokenWrites(Stage stage, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] WithCalls = ["execute:mcp", "read:tasks"];
    private static readonly string[] WithoutCalls = ["read:tasks"];

    /// <summary>Creates a token.</summary>
    /// <returns>The token; <see langword="null"/> if nobody acknowledged it.</returns>
    public async Task<LedgerToken?> CreateAsync(int user, int? limit = null)
    {
        var body = new { name = "Campaign", scopes = WithCalls, rate_limit = limit ?? 1_000_000 };
        var key = Guid.NewGuid().ToString("N");
        var (status, answer) = await WriteAsync(instance => stage.Users[user].SendAsync(instance, HttpMethod.Post, "", body, key), [200, 201]);
        if (status is null)
        {
            return null;
        }

        // 200 repeats an answer that was lost, without the token string.
        var token = new LedgerToken(Text(answer, "id"), user) { Limit = limit };
        token.Acknowledge(state => state with { Value = status == 201 ? Text(answer, "token") : null }, stage.Clock.Now);
        return token;
    }

    /// <summary>Rotates a token without a grace period.</summary>
    public async Task RotateAsync(LedgerToken token)
    {
        token.BeginWrite();
        var key = Guid.NewGuid().ToString("N");
        var (status, answer) = await WriteAsync(instance => UserOf(token).SendAsync(instance, HttpMethod.Post, $"{token.Id}/rotate", new { grace_period = 0 }, key), [200, 201]);
        if (status is not null)
        {
            var now = stage.Clock.Now;
            token.Acknowledge(state => state with { Former = state.Value ?? state.Former, FormerEndedAt = now, Value = status == 201 ? Text(answer, "token") : null }, now);
        }
    }

    /// <summary>Gives or takes the scope that calls need.</summary>
    public async Task ChangeScopesAsync(LedgerToken token)
    {
        var canCall = !token.State.CanCall;
        token.BeginWrite();
        var (status, _) = await WriteAsync(instance => UserOf(token).SendAsync(instance, HttpMethod.Patch, token.Id, new { scopes = canCall ? WithCalls : WithoutCalls }), [200]);
        if (status is not null)
        {
            token.Acknowledge(state => state with { CanCall = canCall }, stage.Clock.Now);
        }
    }

    /// <summary>Revokes a token.</summary>
    public async Task RevokeAsync(LedgerToken token)
    {
        token.BeginWrite();
        var (status, _) = await WriteAsync(instance => UserOf(token).SendAsync(instance, HttpMethod.Delete, token.Id), [204]);
        if (status is not null)
        {
            token.Acknowledge(state => state with { IsRevoked = true }, stage.Clock.Now);
        }
    }

    private static string Text(JsonObject? answer, string name) => answer![name]!.GetValue<string>();

    private User UserOf(LedgerToken token) => stage.Users[token.Owner];

    private async Task<(int? Status, JsonObject? Answer)> WriteAsync(Func<Instance, Task<(int? Status, JsonObject? Answer)>> send, int[] acknowledged)
    {
        for (var start = stage.Clock.Now; stage.Clock.Now - start < Patience; await Clock.PauseAsync(Pause))
        {
            var instance = stage.Instances[random.Next(stage.Instances.Count)];
            var sent = stage.Clock.Now;
            var (status, answer) = await send(instance);
            var now = stage.Clock.Now;
            if (status is { } known && acknowledged.Contains(known))
            {
                stage.Counts.AddWrite();
                return (status, answer);
            }

            // 409: the same write, sent before, is still under way.
            stage.Checks.That(
                status == 409 || (status is null or 503 && stage.Disturbances.ExcuseWrite(instance.Number, sent, now)),
                () => $"a write got {(status is { } refused ? $"{refused}" : "no answer")} from process {instance.Number} after {(now - sent).TotalMilliseconds:F0} ms");
        }

        stage.Checks.That(false, () => $"a write was not acknowledged within {Patience.TotalSeconds:F0} s");
        return (null, null);
    }
}
