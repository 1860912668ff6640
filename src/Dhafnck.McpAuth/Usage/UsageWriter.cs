using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Takes the counts to the store every 10 seconds, when somebody asks for them, and once more when the host stops.</summary>
internal sealed partial class UsageWriter(TokenActivities activities, IUsageStore store, UnusualUse unusual, TimeProvider time, ILogger<UsageWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private UsageBatch _batch = new(Guid.NewGuid(), 0, []);
    private DateTimeOffset _prunedAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Requests that did not end may have used up the host's time for stopping; their counts are written all the same.
        using var patience = new CancellationTokenSource(StopPatience, time);
        await WriteAsync(patience.Token);
    }

    /// <summary>Writes what has been counted up to now.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // What could not be written goes first, under its own number: it may have arrived all the same.
            if (await TryWriteAsync(cancellationToken) && activities.Take() is { Count: > 0 } uses)
            {
                _batch = new(_batch.Writer, _batch.Number + 1, uses);
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
                await PruneAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync writes what is left.
        }
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
            await unusual.LookAtAsync(written, cancellationToken);
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
        var now = time.GetUtcNow();
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

    [LoggerMessage(1, LogLevel.Warning, "The use of tokens could not be written or read back; that of {Count} tokens is kept for the next time.")]
    private partial void LogFailed(Exception exception, int count);

    [LoggerMessage(2, LogLevel.Warning, "Old counts of use could not be removed; that is tried again in an hour.")]
    private partial void LogNotPruned(Exception exception);
}
