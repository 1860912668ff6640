using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Takes reported events, claims each for this process, and tells every sink. No sink waits for another, and no owner for
/// the many events of another.
/// </summary>
internal sealed partial class TokenEventDispatcher(
    TokenEvents events,
    IUsageStore claims,
    ITokenStore tokens,
    IEnumerable<ITokenEventSink> sinks,
    TimeProvider time,
    ILogger<TokenEventDispatcher> logger)
    : BackgroundService
{
    private const int Capacity = 10_000;
    private const int Attempts = 5;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was reported is told before the host ends, as far as it leaves the time.
        events.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queues = sinks.Select(sink => (Sink: sink, Queue: new TokenEventQueue(Capacity))).ToList();
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
            // The host stops without waiting any longer, or is disposed of without being stopped.
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
                    LogNotClaimed(exception, TokenEventNames.Of(reported.Kind), reported.TokenId);
                    return null;
                }

                await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
            }
        }
    }

    // An expiry is one event, however long it is ahead; all else is one in the hour.
    private static DateTimeOffset PeriodOf(TokenEvent reported) =>
        reported is { Kind: TokenEventKind.ExpiresInSevenDays or TokenEventKind.ExpiresInOneDay, ExpiresAt: { } expiresAt }
            ? expiresAt
            : new(reported.OccurredAt.UtcTicks - (reported.OccurredAt.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

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
            // It is this process's to tell now; better with less than never.
            return reported;
        }
    }

    private void Add(TokenEventQueue queue, TokenEvent claimed, ITokenEventSink sink)
    {
        if (queue.Write(claimed) is { } dropped)
        {
            LogDropped(TokenEventNames.Of(dropped.Kind), dropped.TokenId, sink.GetType().Name);
        }
    }

    private async Task TellAsync(ITokenEventSink sink, TokenEventQueue queue, CancellationToken stoppingToken)
    {
        await foreach (var tokenEvent in queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                await sink.ReceiveAsync(tokenEvent, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogSinkFailed(exception, sink.GetType().Name, TokenEventNames.Of(tokenEvent.Kind), tokenEvent.TokenId);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The event {Event} of {TokenId} is dropped: the store cannot say whether another process reports it.")]
    private partial void LogNotClaimed(Exception exception, string @event, string tokenId);

    [LoggerMessage(2, LogLevel.Error, "{Sink} failed on the event {Event} of {TokenId}.")]
    private partial void LogSinkFailed(Exception exception, string sink, string @event, string tokenId);

    [LoggerMessage(3, LogLevel.Warning, "The event {Event} of {TokenId} is dropped: too many events wait for {Sink}.")]
    private partial void LogDropped(string @event, string tokenId, string sink);
}
