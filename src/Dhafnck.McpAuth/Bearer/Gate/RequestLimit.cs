using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Dhafnck.McpAuth.Usage.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Acquires one permit of the token's hourly limit for each request. If the limiter throws, <see cref="UsageOptions.LimiterFailure"/> decides.</summary>
internal sealed partial class RequestLimit(
    ITokenRateLimiters limiters,
    WindowRateLimiters perProcess,
    TokenActivities activities,
    TokenEvents events,
    UsageOptions options,
    TimeProvider time,
    RequestMetrics metrics,
    ILogger<RequestLimit> logger)
{
    private readonly Outage _outage = new(time);

    /// <summary>Returns why the request is refused, or <see langword="null"/> if it is within the limit.</summary>
    public ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, AccessToken token) =>
        token is { TokenId: { } tokenId, RateLimit: { } limit } ? JudgeAsync(context, tokenId, limit) : default;

    private async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, string tokenId, int limit)
    {
        try
        {
            var refusal = await AcquireAsync(limiters, context, tokenId, limit, context.RequestAborted);
            _outage.End();
            return refusal;
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
                LogFailed(exception, limiters.GetType().Name, tokenId, options.LimiterFailure);
            }

            return options.LimiterFailure switch
            {
                LimiterFailureMode.Allow => null,
                LimiterFailureMode.LimitPerProcess => await AcquireAsync(perProcess, context, tokenId, limit, CancellationToken.None),
                _ => BearerRefusal.Failed(StatusCodes.Status503ServiceUnavailable) with { Detail = tokenId, RetryAfter = 1 },
            };
        }
    }

    private async ValueTask<BearerRefusal?> AcquireAsync(ITokenRateLimiters asked, HttpContext context, string tokenId, int limit, CancellationToken cancellationToken)
    {
        var limiter = await asked.GetAsync(tokenId, limit, cancellationToken);
        using var lease = await limiter.AcquireAsync(1, cancellationToken);
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

    private BearerRefusal Refuse(HttpContext context, RateLimitLease lease, string tokenId, int limit)
    {
        activities.Count(tokenId, null, UsageOutcome.Limited);
        events.Report(TokenEventKind.Limited, tokenId, remoteAddress: context.Connection.RemoteIpAddress);
        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromHours(1);
        return BearerRefusal.TooManyRequests(limit, retryAfter) with { Detail = tokenId };
    }

    [LoggerMessage(1230, LogLevel.Error, "{Limiters} threw an exception for {Token}; Usage:LimiterFailure is {Mode}. Further exceptions are not logged until it succeeds.")]
    private partial void LogFailed(Exception exception, string limiters, string token, LimiterFailureMode mode);
}
