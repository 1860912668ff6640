using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Takes one of a token's requests per hour for each request.</summary>
internal sealed class RequestLimit(ITokenRateLimiters limiters, TokenActivities activities, TokenEvents events, UsageOptions options)
{
    /// <summary>Why the request is one too many, or <see langword="null"/> when it is not.</summary>
    public ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, AccessToken token)
    {
        if (token is not { TokenId: { } tokenId, RateLimit: { } limit })
        {
            return default;
        }

        var cancellationToken = context.RequestAborted;
        var finding = limiters.GetAsync(tokenId, limit, cancellationToken);
        if (!finding.IsCompletedSuccessfully)
        {
            return RefuseAsync(context, finding, tokenId, limit, cancellationToken);
        }

        var limiter = finding.Result;
        var acquiring = limiter.AcquireAsync(1, cancellationToken);
        return acquiring.IsCompletedSuccessfully
            ? new(Refuse(context, limiter, acquiring.Result, tokenId, limit))
            : RefuseAsync(context, limiter, acquiring, tokenId, limit);
    }

    private async ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, ValueTask<RateLimiter> finding, string tokenId, int limit, CancellationToken cancellationToken)
    {
        var limiter = await finding;
        return Refuse(context, limiter, await limiter.AcquireAsync(1, cancellationToken), tokenId, limit);
    }

    private async ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, RateLimiter limiter, ValueTask<RateLimitLease> acquiring, string tokenId, int limit) =>
        Refuse(context, limiter, await acquiring, tokenId, limit);

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
}
