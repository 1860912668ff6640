using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>Compares this host's clock with the clock of the store every minute, and says so when they differ.</summary>
internal sealed partial class ClockWatch(ITokenStore store, ClockSkew skew, TimeProvider time, ILogger<ClockWatch> logger)
    : PeriodicService(TimeSpan.FromMinutes(1), time)
{
    private bool _isWrong;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (await MeasureAsync(stoppingToken) is not { } difference)
        {
            return;
        }

        skew.Set(difference);
        LogMeasured(difference);
        if (skew.IsTooLarge && !_isWrong)
        {
            LogWrong(difference);
        }
        else if (!skew.IsTooLarge && _isWrong)
        {
            LogRight();
        }

        _isWrong = skew.IsTooLarge;
    }

    // The store reads its clock between the two readings here. A slow answer therefore shifts the result by half of its time at most.
    private async Task<TimeSpan?> MeasureAsync(CancellationToken stoppingToken)
    {
        try
        {
            var before = Time.GetUtcNow();
            var theirs = await store.GetTimeAsync(stoppingToken);
            return before + ((Time.GetUtcNow() - before) / 2) - theirs;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The watch of the changes reports a store that is unavailable.
            LogNotMeasured(exception);
            return null;
        }
    }

    [LoggerMessage(
        1340,
        LogLevel.Warning,
        "The clock of this host differs from the clock of the token store by {Difference}. "
        + "Synchronize the clocks: expiry, rate limits and usage counts of this host are wrong, and it deletes nothing.")]
    private partial void LogWrong(TimeSpan difference);

    [LoggerMessage(1341, LogLevel.Information, "The clock of this host agrees with the clock of the token store again.")]
    private partial void LogRight();

    [LoggerMessage(1342, LogLevel.Debug, "The clock of the token store could not be read.")]
    private partial void LogNotMeasured(Exception exception);

    [LoggerMessage(1343, LogLevel.Debug, "The clock of this host is ahead of the clock of the token store by {Difference}.")]
    private partial void LogMeasured(TimeSpan difference);
}
