using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Writes the counts to the store every 10 seconds, before they are read, and when the host stops.</summary>
internal sealed partial class UsageWriter(TokenActivities activities, IUsageStore store, IUsageWatch watch, TimeProvider time, ILogger<UsageWriter> logger)
    : PeriodicService(TimeSpan.FromSeconds(10), time)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private UsageBatch _batch = new() { Writer = Guid.NewGuid(), Number = 0, Uses = [] };
    private DateTimeOffset _prunedAt;

    // Nothing has been counted at startup.
    protected override bool RunsAtStart => false;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Requests that are still running may have used up the host's shutdown timeout. Write their counts anyway.
        using var patience = new CancellationTokenSource(StopPatience, Time);
        await WriteAsync(patience.Token);
    }

    /// <summary>Writes everything counted so far.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => WriteAsync(activities.Take, cancellationToken);

    /// <summary>Writes what was counted for one token so far.</summary>
    public Task WriteAsync(string tokenId, CancellationToken cancellationToken) => WriteAsync(() => activities.Take(tokenId), cancellationToken);

    private async Task WriteAsync(Func<IReadOnlyList<TokenUse>> take, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Retry the failed batch first, under the same number, because the store may have committed it.
            if (await TryWriteAsync(cancellationToken) && take() is { Count: > 0 } uses)
            {
                _batch = _batch with { Number = _batch.Number + 1, Uses = uses };
                await TryWriteAsync(cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await WriteAsync(stoppingToken);
        await PruneAsync(stoppingToken);
    }

    private async Task<bool> TryWriteAsync(CancellationToken cancellationToken)
    {
        if (_batch.Uses.Count == 0)
        {
            return true;
        }

        try
        {
            await store.AddAsync(_batch, cancellationToken);
            var written = _batch.Uses;
            _batch = _batch with { Uses = [] };
            activities.Confirm(written);
            await activities.LearnAsync([.. written.Select(use => use.TokenId)], cancellationToken);
            await watch.LookAtAsync(written, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            LogFailed(exception, _batch.Uses.Count);
            return _batch.Uses.Count == 0;
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (now - _prunedAt < PruneInterval)
        {
            return;
        }

        _prunedAt = now;
        try
        {
            await store.PruneAsync(now, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotPruned(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Writing or reading back the usage of tokens failed. The usage of {Count} tokens is kept for the next attempt.")]
    private partial void LogFailed(Exception exception, int count);

    [LoggerMessage(2, LogLevel.Warning, "Removing old usage counts failed. The next attempt is in an hour.")]
    private partial void LogNotPruned(Exception exception);
}
