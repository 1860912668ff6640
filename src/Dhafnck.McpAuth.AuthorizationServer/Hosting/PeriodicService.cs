using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Runs a task when the host starts, and periodically until it stops.</summary>
/// <param name="interval">The time from the start of one run to the start of the next.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicService(TimeSpan interval, TimeProvider time) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    /// <summary>Runs the task once.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);
}
