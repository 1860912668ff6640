using System.Threading.Channels;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Takes reported events, claims each for this process, and tells every sink, none of which waits for another.</summary>
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
        var queues = sinks.Select(sink => (Sink: sink, Queue: Channel.CreateBounded<TokenEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite }))).ToList();
        var telling = queues.Select(entry => TellAsync(entry.Sink, entry.Queue.Reader, stoppingToken)).ToList();
        try
        {
            await foreach (var reported in events.Reader.ReadAllAsync(stoppingToken))
            {
                if (await ClaimAsync(reported, stoppingToken) is { } claimed)
                {
                    queues.ForEach(entry => entry.Queue.Writer.TryWrite(claimed));
                }
            }

            queues.ForEach(entry => entry.Queue.Writer.Complete());
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

    private async Task TellAsync(ITokenEventSink sink, ChannelReader<TokenEvent> queue, CancellationToken stoppingToken)
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
}
