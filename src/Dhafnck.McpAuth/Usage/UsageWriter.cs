using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Takes the counts to the store every 10 seconds, and once more when the host stops.</summary>
internal sealed partial class UsageWriter(UsageCounter counter, ITokenStore store, TimeProvider time, ILogger<UsageWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync writes what is left.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = counter.Take();
        if (uses.Count == 0)
        {
            return;
        }

        try
        {
            await store.AddUsageAsync(uses, cancellationToken);
        }
        catch (Exception exception)
        {
            // The store could not be written to; the counts wait here for the next time.
            counter.Return(uses);
            LogNotWritten(exception, uses.Count);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The use of {Count} tokens could not be written and is kept for the next time.")]
    private partial void LogNotWritten(Exception exception, int count);
}
