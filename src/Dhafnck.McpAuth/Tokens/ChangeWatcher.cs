using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Asks the store again and again what has changed, and has it forgotten: one cheap query for the process, none for a request.</summary>
internal sealed partial class ChangeWatcher(ITokenStore store, TokenRecords records, TokenCacheOptions options, TimeProvider time, ILogger<ChangeWatcher> logger)
    : BackgroundService
{
    // Higher than any counter: the first question is for the counter alone.
    private const long Start = long.MaxValue;

    // Half of the bound: after a poll that hangs there is time for another before remembered records cannot be used.
    private readonly StoreDeadline _deadline = new(options.StalenessBound / 2, time);
    private long _counter = Start;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RecordLifetime == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            // Apart from each other: a store that is slow to answer does not mean that the process was suspended.
            await Task.WhenAll(BeatAsync(stoppingToken), PollAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, and nobody asks any more.
        }
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.PollInterval, time, stoppingToken);
            records.Trust.Beat();
        }
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

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        records.Trust.Beat();

        // The moment before the question: what changed after it is not in the answer.
        var askedAt = time.GetTimestamp();
        try
        {
            Apply(await _deadline.RunAsync(patience => store.GetChangesAsync(_counter, patience), stoppingToken));
            records.Trust.Confirm(askedAt);
            if (_isFailing)
            {
                _isFailing = false;
                LogRecovered();
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(exception, options.StalenessBound);
            }
        }
    }

    private void Apply(TokenChanges changes)
    {
        if (_counter == Start || changes.Counter < _counter)
        {
            // A store that was put back to an earlier state: nothing known of it holds.
            records.ForgetAll();
        }
        else
        {
            foreach (var tokenId in changes.TokenIds)
            {
                records.Forget(tokenId);
            }
        }

        _counter = changes.Counter;
    }

    [LoggerMessage(1, LogLevel.Warning, "The token store cannot be asked for changes. After {Bound} without an answer each request asks it directly.")]
    private partial void LogFailed(Exception exception, TimeSpan bound);

    [LoggerMessage(2, LogLevel.Information, "The token store can be asked for changes again.")]
    private partial void LogRecovered();
}
