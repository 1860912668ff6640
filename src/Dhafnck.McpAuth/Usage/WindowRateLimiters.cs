using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage;

/// <summary>The limiters that come along: a sliding window for each token.</summary>
internal sealed class WindowRateLimiters(TokenActivities activities, TimeProvider time) : ITokenRateLimiters
{
    public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default)
    {
        var activity = activities.GetAsync(tokenId, cancellationToken);
        return activity.IsCompletedSuccessfully ? new(activity.Result.Limiter(limit, time)) : WaitAsync(activity, limit);
    }

    private async ValueTask<RateLimiter> WaitAsync(ValueTask<TokenActivity> activity, int limit) =>
        (await activity.ConfigureAwait(false)).Limiter(limit, time);
}
