using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>Looks every hour for tokens that are about to expire.</summary>
internal sealed partial class ExpiryWatch(ITokenStore store, TokenEvents events, TimeProvider time, ILogger<ExpiryWatch> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    private const int Part = 500;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // The events that this process has reported, kept until the token expires. The store knows what other processes have reported.
    private readonly Dictionary<(string TokenId, TokenEventKind Kind), DateTimeOffset> _reported = [];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = Time.GetUtcNow();
            foreach (var gone in _reported.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            {
                _reported.Remove(gone);
            }

            IReadOnlyList<ApiToken> part = [];
            do
            {
                part = await store.ListExpiringAsync(now, now + Week, part.Count == 0 ? null : part[^1], Part, stoppingToken);
                foreach (var token in part)
                {
                    await events.WaitForRoomAsync(stoppingToken);
                    Report(token, token.ExpiresAt - now <= Day ? TokenEventKind.ExpiresInOneDay : TokenEventKind.ExpiresInSevenDays, now);
                }
            }
            while (part.Count == Part);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    private void Report(ApiToken token, TokenEventKind kind, DateTimeOffset now)
    {
        if (token.IsActive(now)
            && token.Lifetime > (kind == TokenEventKind.ExpiresInOneDay ? Day : Week)
            && (!_reported.TryGetValue((token.Id, kind), out var expiresAt) || expiresAt != token.ExpiresAt))
        {
            _reported[(token.Id, kind)] = token.ExpiresAt;
            events.Report(new() { Kind = kind, TokenId = token.Id, OwnerId = token.OwnerId, OccurredAt = now, ExpiresAt = token.ExpiresAt });
        }
    }

    [LoggerMessage(1540, LogLevel.Warning, "Checking for tokens that are about to expire failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception exception);
}
