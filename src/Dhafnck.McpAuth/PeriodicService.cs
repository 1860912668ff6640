using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth;

/// <summary>Runs a task periodically until the host stops. A run that takes longer than the interval delays the next one.</summary>
/// <param name="interval">The time from the start of one run to the start of the next.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicService(TimeSpan interval, TimeProvider time) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Whether to run at startup, so that a process that restarts often still does the work.</summary>
    protected virtual bool RunsAtStart => true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            if (RunsAtStart)
            {
                await RunAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    /// <summary>Runs the task once.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);
}
