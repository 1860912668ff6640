using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Takes one of a token's requests per hour for each request. A limiter that throws lets nothing through.</summary>
internal sealed partial class RequestLimit(
    ITokenRateLimiters limiters,
    TokenActivities activities,
    TokenEvents events,
    UsageOptions options,
    ILogger<RequestLimit> logger)
{
    /// <summary>Why the request is one too many, or <see langword="null"/> when it is not.</summary>
    public ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, AccessToken token)
    {
        if (token is not { TokenId: { } tokenId, RateLimit: { } limit })
        {
            return default;
        }

        try
        {
            var finding = limiters.GetAsync(tokenId, limit, context.RequestAborted);
            if (!finding.IsCompletedSuccessfully)
            {
                return RefuseAsync(context, finding, null, tokenId, limit);
            }

            var limiter = finding.Result;
            var acquiring = limiter.AcquireAsync(1, context.RequestAborted);
            return acquiring.IsCompletedSuccessfully
                ? new(Refuse(context, limiter, acquiring.Result, tokenId, limit))
                : RefuseAsync(context, new(limiter), acquiring, tokenId, limit);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new(Fail(exception, tokenId));
        }
    }

    private async ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, ValueTask<RateLimiter> finding, ValueTask<RateLimitLease>? acquiring, string tokenId, int limit)
    {
        try
        {
            var limiter = await finding;
            return Refuse(context, limiter, await (acquiring ?? limiter.AcquireAsync(1, context.RequestAborted)), tokenId, limit);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Fail(exception, tokenId);
        }
    }

    private BearerRefusal? Refuse(HttpContext context, RateLimiter limiter, RateLimitLease lease, string tokenId, int limit)
    {
        using var ended = lease;
        if (lease.IsAcquired)
        {
            if (options.SendRateLimitFields)
            {
                RateLimitFields.Write(context.Response, limit, limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);
            }

            return null;
        }

        activities.Count(tokenId, null, UsageOutcome.Limited);
        events.Report(TokenEventKind.Limited, tokenId, remoteAddress: context.Connection.RemoteIpAddress);
        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromHours(1);
        return BearerRefusal.TooManyRequests(limit, retryAfter) with { Detail = tokenId };
    }

    private BearerRefusal Fail(Exception exception, string tokenId)
    {
        LogFailed(exception, limiters.GetType().Name, tokenId);
        return BearerRefusal.Failed(StatusCodes.Status503ServiceUnavailable) with { Detail = tokenId, RetryAfter = 1 };
    }

    [LoggerMessage(1, LogLevel.Error, "{Limiters} threw an exception for {Token}; the request gets 503.")]
    private partial void LogFailed(Exception exception, string limiters, string token);
}
