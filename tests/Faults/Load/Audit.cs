using System.Text.Json.Nodes;
using Faults.Records;
using Faults.Servers;

namespace Faults.Load;

/// <summary>Compares the store with the ledger, after all processes have stopped and one has started again.</summary>
internal sealed class Audit(Stage stage, Instance instance)
{
    // What a process that is killed may lose: what it counted since its last write of usage, which takes a moment on a busy machine.
    private static readonly TimeSpan Unwritten = TimeSpan.FromSeconds(10 + 6);

    public async Task RunAsync()
    {
        foreach (var token in stage.Ledger.Tokens.Concat(stage.Limited.Tokens))
        {
            var (status, record) = await stage.Users[token.Owner].SendAsync(instance, HttpMethod.Get, token.Id);
            stage.Checks.That(status == 200, () => $"the acknowledged token {token.Id} is lost: {status}");
            if (record is not null)
            {
                CheckRecord(token, record);
                CheckUsage(token, record["usage_count"]!.GetValue<long>());
                await CheckCallsAsync(token);
            }
        }
    }

    private void CheckRecord(LedgerToken token, JsonObject record)
    {
        var state = token.State;
        if (state.IsChanging)
        {
            return;
        }

        stage.Checks.That(record["revoked_at"] is null == !state.IsRevoked, () => $"{token.Id} is {(state.IsRevoked ? "no longer" : "suddenly")} revoked");
        var canCall = record["scopes"]!.AsArray().Any(scope => scope!.GetValue<string>() == "execute:mcp");
        stage.Checks.That(canCall == state.CanCall, () => $"the acknowledged scopes of {token.Id} are lost");
    }

    private void CheckUsage(LedgerToken token, long stored)
    {
        var counted = token.Counted;
        var lost = counted.Count(use => stage.Instances[use.Instance].Kills.Any(kill => use.At <= kill && use.At >= stage.Disturbances.UnwrittenSince(kill, Unwritten)));
        stage.Checks.That(stored <= counted.Count + token.Unknown, () => $"{token.Id} was used {counted.Count} times, {token.Unknown} more perhaps, and {stored} are stored");
        stage.Checks.That(stored >= counted.Count - lost, () => $"{token.Id} was used {counted.Count} times, killed processes may have lost {lost}, and {stored} are stored");
    }

    private async Task CheckCallsAsync(LedgerToken token)
    {
        var state = token.State;
        if (state is { Value: { } value, IsChanging: false } && token.Limit is null)
        {
            var expected = state.IsRevoked ? 401 : state.CanCall ? 200 : 403;
            var status = await McpCall.SendAsync(instance, value);
            stage.Checks.That(status == expected, () => $"{token.Id} gets {status} in the end, not {expected}");
        }

        if (state.Former is { } former)
        {
            var status = await McpCall.SendAsync(instance, former);
            stage.Checks.That(status == 401, () => $"a former token string of {token.Id} gets {status} in the end, not 401");
        }
    }
}
