using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>Returns borrowed permits that this process did not use: every 5 seconds, and all of them when the host stops.</summary>
internal sealed partial class PermitReturns(SharedRateLimiters limiters, BoundedPermitStore store, TimeProvider time, ILogger<PermitReturns> logger)
    : PeriodicService(TimeSpan.FromSeconds(5), time)
{
    // What could not be returned for so long is lost; it is available again when the window has passed.
    private const int MostPending = 10_000;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Outage _outage = new(time);
    private List<PermitReturn> _pending = [];

    protected override bool RunsAtStart => false;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(StopPatience, Time);
        await ReturnAsync(limiters.TakeReturns(all: true), patience.Token);
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => ReturnAsync(limiters.TakeReturns(), stoppingToken);

    private async Task ReturnAsync(IReadOnlyList<PermitReturn> returns, CancellationToken cancellationToken)
    {
        _pending = [.. _pending.Concat(returns).TakeLast(MostPending)];
        if (_pending.Count == 0)
        {
            return;
        }

        try
        {
            await store.ReturnAsync(_pending, cancellationToken);
            _pending = [];
            _outage.End();
        }
        catch (Exception exception)
        {
            if (_outage.Begins())
            {
                LogNotReturned(exception, _pending.Count);
            }
        }
    }

    [LoggerMessage(1430, LogLevel.Warning, "Returning unused permits of {Count} loans failed. It is tried again; permits that are not returned count as used until the hour has passed.")]
    private partial void LogNotReturned(Exception exception, int count);
}
