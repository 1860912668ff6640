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
    public async ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, AccessToken token)
    {
        if (token is not { TokenId: { } tokenId, RateLimit: { } limit })
        {
            return null;
        }

        var limiter = await limiters.GetAsync(tokenId, limit, context.RequestAborted);
        using var lease = await limiter.AcquireAsync(1, context.RequestAborted);
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
