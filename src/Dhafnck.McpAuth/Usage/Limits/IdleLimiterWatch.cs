namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>Removes the limiters of tokens that nobody uses, once a minute.</summary>
internal sealed class IdleLimiterWatch(CreatedRateLimiters limiters, TimeProvider time) : PeriodicService(TimeSpan.FromMinutes(1), time)
{
    protected override bool RunsAtStart => false;

    protected override Task RunAsync(CancellationToken stoppingToken)
    {
        limiters.RemoveIdle();
        return Task.CompletedTask;
    }
}
