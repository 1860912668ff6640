using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>
/// Reads reported events, claims each for this process, and sends them to every sink. Sinks do not wait for each other, and many
/// events of one owner do not delay those of another.
/// </summary>
internal sealed partial class TokenEventDispatcher(
    TokenEvents events,
    IUsageStore claims,
    ITokenStore tokens,
    IEnumerable<ITokenEventSink> sinks,
    EventMetrics metrics,
    TimeProvider time,
    ILogger<TokenEventDispatcher> logger)
    : BackgroundService
{
    private const int Capacity = 10_000;
    private const int Attempts = 5;
    private long _failed;

    /// <summary>The number of events that were dropped, or that a sink failed to handle, since the process started.</summary>
    public long Undelivered => events.Dropped + Interlocked.Read(ref _failed);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Deliver the reported events before the host stops, as far as its shutdown timeout allows.
        events.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queues = sinks.Where(sink => sink is not WebhookTokenEventSink { IsConfigured: false }).Select(sink => (Sink: sink, Queue: new TokenEventQueue(Capacity, time))).ToList();
        events.DeliverTo([.. queues.Select(entry => entry.Queue)]);
        var telling = queues.Select(entry => TellAsync(entry.Sink, entry.Queue, stoppingToken)).ToList();
        try
        {
            await foreach (var reported in events.ReadAllAsync(stoppingToken))
            {
                if (await ClaimAsync(reported, stoppingToken) is { } claimed)
                {
                    queues.ForEach(entry => Add(entry.Queue, claimed, entry.Sink));
                }
            }

            queues.ForEach(entry => entry.Queue.Complete());
            await Task.WhenAll(telling);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The shutdown timeout has passed, or the host is disposed without being stopped.
        }
    }

    private async Task<TokenEvent?> ClaimAsync(TokenEvent reported, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var claimed = await claims.TryClaimEventAsync(reported.TokenId, TokenEventNames.Of(reported.Kind), PeriodOf(reported), cancellationToken);
                return claimed ? await CompleteAsync(reported, cancellationToken) : null;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts)
                {
                    metrics.Dropped(TokenEventNames.Of(reported.Kind), "not_claimed");
                    events.Drop(reported, "the usage store is unavailable, so it is unknown whether another process reports it", exception);
                    return null;
                }

                await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
            }
        }
    }

    // An expiry is one event, however early it is reported. Any other event is one per hour.
    private static DateTimeOffset PeriodOf(TokenEvent reported) =>
        reported is { Kind: TokenEventKind.ExpiresInSevenDays or TokenEventKind.ExpiresInOneDay, ExpiresAt: { } expiresAt }
            ? expiresAt
            : reported.OccurredAt.ToHour();

    private async Task<TokenEvent> CompleteAsync(TokenEvent reported, CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.FindAsync(reported.TokenId, cancellationToken) is { } token
                ? reported with { OwnerId = token.OwnerId, TokenName = token.Name, ExpiresAt = token.ExpiresAt }
                : reported;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // This process has claimed the event: delivering it with fewer details is better than not at all.
            return reported;
        }
    }

    private void Add(TokenEventQueue queue, TokenEvent claimed, ITokenEventSink sink)
    {
        if (queue.Write(claimed) is { } dropped)
        {
            metrics.Dropped(TokenEventNames.Of(dropped.Kind), "sink_queue_full");
            events.Drop(dropped, $"the queue of {sink.GetType().Name} is full");
        }
    }

    private async Task TellAsync(ITokenEventSink sink, TokenEventQueue queue, CancellationToken stoppingToken)
    {
        await foreach (var tokenEvent in queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                await sink.ReceiveAsync(tokenEvent, stoppingToken);
                metrics.Sent(TokenEventNames.Of(tokenEvent.Kind), sink.GetType().Name);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failed);
                metrics.Dropped(TokenEventNames.Of(tokenEvent.Kind), "sink_failed");
                LogSinkFailed(exception, sink.GetType().Name, TokenEventNames.Of(tokenEvent.Kind), tokenEvent.TokenId);
            }
        }
    }

    [LoggerMessage(1511, LogLevel.Error, "{Sink} failed to handle the event {Event} of {TokenId}.")]
    private partial void LogSinkFailed(Exception exception, string sink, string @event, string tokenId);
}
