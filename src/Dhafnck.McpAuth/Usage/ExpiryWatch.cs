using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Looks every hour for tokens that are about to expire.</summary>
internal sealed partial class ExpiryWatch(ITokenStore store, TokenEvents events, TimeProvider time, ILogger<ExpiryWatch> logger) : BackgroundService
{
    private const int Part = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // What this process has reported, until it expires; the store knows what the others have.
    private readonly Dictionary<(string TokenId, TokenEventKind Kind), DateTimeOffset> _reported = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one looks again.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            foreach (var gone in _reported.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            {
                _reported.Remove(gone);
            }

            IReadOnlyList<ApiToken> part = [];
            do
            {
                part = await store.ListExpiringAsync(now, now + Week, part.Count == 0 ? null : part[^1], Part, cancellationToken);
                foreach (var token in part)
                {
                    Report(token, token.ExpiresAt - now <= Day ? TokenEventKind.ExpiresInOneDay : TokenEventKind.ExpiresInSevenDays, now);
                }
            }
            while (part.Count == Part);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    private void Report(ApiToken token, TokenEventKind kind, DateTimeOffset now)
    {
        if (token.Lifetime > (kind == TokenEventKind.ExpiresInOneDay ? Day : Week)
            && (!_reported.TryGetValue((token.Id, kind), out var expiresAt) || expiresAt != token.ExpiresAt))
        {
            _reported[(token.Id, kind)] = token.ExpiresAt;
            events.Report(new() { Kind = kind, TokenId = token.Id, OwnerId = token.OwnerId, OccurredAt = now, ExpiresAt = token.ExpiresAt });
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Tokens that are about to expire could not be looked for; that is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
