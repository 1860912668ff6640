using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage.Counts;

namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>The default rate limiters: a sliding window per token.</summary>
internal sealed class WindowRateLimiters(TokenActivities activities, TimeProvider time) : ITokenRateLimiters
{
    public async ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
        (await activities.GetAsync(tokenId, limit, cancellationToken).ConfigureAwait(false)).Limiter(limit, time);
}
