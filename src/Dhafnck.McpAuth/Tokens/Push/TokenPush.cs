using Dhafnck.McpAuth.Tokens.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Push;

/// <summary>Announces the changes of this process to the others, and removes the records that others have changed from the cache.</summary>
internal sealed partial class TokenPush(ITokenChangeFeed feed, ChangeAnnouncements announcements, TokenRecords records, TimeProvider time, ILogger<TokenPush> logger)
    : BackgroundService
{
    private const int LongestIdentifier = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Outage _outage = new(time);
    private bool _isListening;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(PublishAsync(stoppingToken), ListenAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task PublishAsync(CancellationToken stoppingToken)
    {
        await foreach (var tokenId in announcements.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (announcements.TakeMissed())
                {
                    await feed.PublishAsync(null, stoppingToken).WaitAsync(Patience, time, stoppingToken);
                }

                await feed.PublishAsync(tokenId, stoppingToken).WaitAsync(Patience, time, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                announcements.Miss();
                Note(exception);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                await feed.ListenAsync(Apply, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                pause = _isListening ? ShortestPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                _isListening = false;
                Note(exception);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    // A message only makes this process ask the store: nothing in it is believed.
    private void Apply(string? tokenId)
    {
        if (!_isListening)
        {
            _isListening = true;
            LogListening();
            if (_outage.End() > 0)
            {
                LogWorks();
            }
        }

        if (tokenId is { Length: > 0 and <= LongestIdentifier })
        {
            records.Cache.Remove(tokenId);
        }
        else
        {
            records.PollRequests.Add();
        }
    }

    private void Note(Exception exception)
    {
        if (_outage.Begins())
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1350, LogLevel.Warning, "Changes of tokens cannot be pushed. Until they can, other processes see them with their next poll.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(1351, LogLevel.Information, "Changes of tokens are pushed again.")]
    private partial void LogWorks();

    [LoggerMessage(1352, LogLevel.Debug, "Changes of tokens are pushed to this process.")]
    private partial void LogListening();
}
