using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Acquires one permit of the token's hourly limit for each request. If the limiter throws, the request gets 503.</summary>
internal sealed partial class RequestLimit(
    ITokenRateLimiters limiters,
    TokenActivities activities,
    TokenEvents events,
    UsageOptions options,
    TimeProvider time,
    RequestMetrics metrics,
    ILogger<RequestLimit> logger)
{
    private readonly Outage _outage = new(time);

    /// <summary>Returns why the request is refused, or <see langword="null"/> if it is within the limit.</summary>
    public async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, AccessToken token)
    {
        if (token is not { TokenId: { } tokenId, RateLimit: { } limit })
        {
            return null;
        }

        try
        {
            var limiter = await limiters.GetAsync(tokenId, limit, context.RequestAborted);
            using var lease = await limiter.AcquireAsync(1, context.RequestAborted);
            _outage.End();
            if (!lease.IsAcquired)
            {
                metrics.OverLimit();
                return Refuse(context, lease, tokenId, limit);
            }

            metrics.Permitted();
            if (options.SendRateLimitHeaders && limiter.GetStatistics() is { } statistics)
            {
                RateLimitHeaders.Write(context.Response, limit, statistics.CurrentAvailablePermits);
            }

            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return BearerRefusal.ClientGone;
        }
        catch (Exception exception)
        {
            metrics.LimiterFailed();
            if (_outage.Begins())
            {
                LogFailed(exception, limiters.GetType().Name, tokenId);
            }

            return BearerRefusal.Failed(StatusCodes.Status503ServiceUnavailable) with { Detail = tokenId, RetryAfter = 1 };
        }
    }

    private BearerRefusal Refuse(HttpContext context, RateLimitLease lease, string tokenId, int limit)
    {
        activities.Count(tokenId, null, UsageOutcome.Limited);
        events.Report(TokenEventKind.Limited, tokenId, remoteAddress: context.Connection.RemoteIpAddress);
        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromHours(1);
        return BearerRefusal.TooManyRequests(limit, retryAfter) with { Detail = tokenId };
    }

    [LoggerMessage(1230, LogLevel.Error, "{Limiters} threw an exception for {Token}; the request gets 503. Further exceptions are not logged until it succeeds.")]
    private partial void LogFailed(Exception exception, string limiters, string token);
}
