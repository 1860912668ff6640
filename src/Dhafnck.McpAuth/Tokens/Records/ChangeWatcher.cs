using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Polls the store for changed records and removes them from the cache. It costs one cheap query per process and interval, and
/// none per request.
/// </summary>
internal sealed partial class ChangeWatcher(ITokenStore store, TokenRecords records, TokenCacheOptions options, RecordMetrics metrics, TimeProvider time, ILogger<ChangeWatcher> logger)
    : BackgroundService
{
    // Higher than any counter: the first poll reads only the counter.
    private const long Start = long.MaxValue;

    // Half of the staleness bound: after a poll that hangs, another one fits in before cached records become unusable.
    private readonly StoreDeadline _deadline = new(options.StalenessBound / 2, time);
    private readonly SemaphoreSlim _turn = new(1);
    private long _counter = Start;
    private long _confirmedAt;
    private bool _isTrusted;
    private bool _hasLapsed;

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RecordLifetime == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            // Separate loops: a slow store must not look like a suspended process.
            await Task.WhenAll(BeatAsync(stoppingToken), PollAsync(stoppingToken), PollOnRequestAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.PollInterval, time, stoppingToken);
            records.Trust.Beat();
            NoteTrust();
        }
    }

    private void NoteTrust()
    {
        var isTrusted = records.Trust.Holds(time.GetTimestamp(), time.GetUtcNow());
        if (_isTrusted && !isTrusted)
        {
            _hasLapsed = true;
            LogLapsed(options.StalenessBound);
        }
        else if (_hasLapsed && isTrusted)
        {
            _hasLapsed = false;
            LogTrustedAgain();
        }

        _isTrusted = isTrusted;
    }

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        do
        {
            await AskAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PollOnRequestAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in records.PollRequests.ReadAllAsync(stoppingToken))
        {
            await AskAsync(stoppingToken);
        }
    }

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        await _turn.WaitAsync(stoppingToken);
        try
        {
            await AskInTurnAsync(stoppingToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AskInTurnAsync(CancellationToken stoppingToken)
    {
        records.Trust.Beat();

        // Taken before the query: the answer does not include a change made after it.
        var askedAt = time.GetTimestamp();
        try
        {
            var changes = await metrics.Poll.RunQuietlyAsync(() => _deadline.RunAsync(patience => store.GetChangesAsync(_counter, patience), stoppingToken), options.PollInterval);
            Apply(changes);
            metrics.Changed(changes.TokenIds.Count, time.GetElapsedTime(_confirmedAt));
            records.Trust.Confirm(askedAt);
            _confirmedAt = askedAt;
            var wasFailing = records.Trials.IsStoreFailing;
            records.Trials.Polled(isSuccess: true);
            if (wasFailing)
            {
                LogRecovered();
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            var wasFailing = records.Trials.IsStoreFailing;
            records.Trials.Polled(isSuccess: false);
            if (!wasFailing)
            {
                LogFailed(exception, options.StalenessBound);
            }
        }
    }

    private void Apply(ChangedTokens changes)
    {
        if (_counter == Start || changes.Counter < _counter)
        {
            // The store was restored to an earlier state: no cached record can be trusted.
            records.Cache.Clear();
        }
        else
        {
            foreach (var tokenId in changes.TokenIds)
            {
                records.Cache.Remove(tokenId);
            }
        }

        _counter = changes.Counter;
    }

    [LoggerMessage(1300, LogLevel.Warning, "Polling the token store for changes failed. After {Bound} without a successful poll, requests query the store directly.")]
    private partial void LogFailed(Exception exception, TimeSpan bound);

    [LoggerMessage(1301, LogLevel.Information, "Polling the token store for changes works again.")]
    private partial void LogRecovered();

    [LoggerMessage(
        1302,
        LogLevel.Warning,
        "The cached token records are not trusted: the token store has not confirmed them within {Bound}, or this process was suspended. "
        + "Requests query the store.")]
    private partial void LogLapsed(TimeSpan bound);

    [LoggerMessage(1303, LogLevel.Warning, "The cached token records are trusted again.")]
    private partial void LogTrustedAgain();
}
