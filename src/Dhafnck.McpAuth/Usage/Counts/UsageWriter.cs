using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Writes the counts to the store every 10 seconds, before they are read, and when the host stops.</summary>
internal sealed partial class UsageWriter(TokenActivities activities, IUsageStore store, IUsageWatch watch, UsageMetrics metrics, TimeProvider time, ILogger<UsageWriter> logger)
    : PeriodicService(TimeSpan.FromSeconds(10), time)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private UsageBatch _batch = new() { Writer = Guid.NewGuid(), Number = 0, Uses = [] };
    private long _writtenAt = time.GetTimestamp();
    private readonly Outage _outage = new(time);
    private readonly StoreDeadline _lookDeadline = new(LookPatience, time);

    // Nothing has been counted at startup.
    protected override bool RunsAtStart => false;

    /// <summary>The time since everything counted was last written.</summary>
    public TimeSpan Age => Time.GetElapsedTime(Volatile.Read(ref _writtenAt));

    /// <summary>What is not yet written: one entry for each token that was used, and those of a batch that failed.</summary>
    public int Backlog => activities.CountUsed() + Volatile.Read(ref _batch).Uses.Count;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Requests that are still running may have used up the host's shutdown timeout. Write their counts anyway.
        using var patience = new CancellationTokenSource(StopPatience, Time);
        await WriteAsync(patience.Token);
    }

    /// <summary>Writes everything counted so far.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var begunAt = Time.GetTimestamp();
        if (await TakeAndWriteAsync(activities.Take, cancellationToken))
        {
            Volatile.Write(ref _writtenAt, begunAt);
        }
    }

    /// <summary>Writes what was counted for one token so far.</summary>
    public Task WriteAsync(string tokenId, CancellationToken cancellationToken) => TakeAndWriteAsync(() => activities.Take(tokenId), cancellationToken);

    // Returns whether everything taken, now or before, is written.
    private async Task<bool> TakeAndWriteAsync(Func<IReadOnlyList<TokenUse>> take, CancellationToken cancellationToken)
    {
        var written = new List<TokenUse>();
        bool isComplete;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Retry the failed batch first, under the same number, because the store may have committed it.
            if (await TryWriteAsync(written, cancellationToken) && take() is { Count: > 0 } uses)
            {
                _batch = _batch with { Number = _batch.Number + 1, Uses = uses };
                await TryWriteAsync(written, cancellationToken);
            }

            isComplete = _batch.Uses.Count == 0;
        }
        finally
        {
            _turn.Release();
        }

        await LookAtAsync(written, cancellationToken);
        return isComplete;
    }

    // After the turn: a write does not wait for this.
    private async Task LookAtAsync(List<TokenUse> written, CancellationToken cancellationToken)
    {
        try
        {
            await _lookDeadline.RunAsync(patience => watch.LookAtAsync(written, patience), cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotLookedAt(exception);
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => WriteAsync(stoppingToken);

    private async Task<bool> TryWriteAsync(List<TokenUse> written, CancellationToken cancellationToken)
    {
        if (_batch.Uses.Count == 0)
        {
            return true;
        }

        try
        {
            await metrics.Flush.RunAsync(() => store.AddAsync(_batch, cancellationToken), TelemetryTags.Tokens, _batch.Uses.Count);
            var uses = _batch.Uses;
            _batch = _batch with { Uses = [] };
            written.AddRange(uses);
            activities.Confirm(uses);
            await activities.LearnAsync([.. uses.Select(use => use.TokenId)], cancellationToken);
            _outage.End();
            return true;
        }
        catch (Exception exception)
        {
            if (_outage.Begins())
            {
                LogFailed(exception, _batch.Uses.Count);
            }

            return _batch.Uses.Count == 0;
        }
    }

    [LoggerMessage(1400, LogLevel.Warning, "Writing or reading back the usage of tokens failed. The usage of {Count} tokens is kept for the next attempt.")]
    private partial void LogFailed(Exception exception, int count);

    [LoggerMessage(1402, LogLevel.Warning, "Looking for unusual use failed. The next attempt is with the next usage of the tokens.")]
    private partial void LogNotLookedAt(Exception exception);
}
