using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Gives each token its limiter. The one that comes along counts in the memory of each process, and hears from the
/// store what the others counted; an application can put a limiter in its place that all processes share.
/// </summary>
public interface ITokenRateLimiters
{
    /// <summary>The limiter of a token, of which each request takes one permit and waits for none.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="limit">How many requests the token may make per hour, as of this request.</param>
    /// <param name="cancellationToken">The request was aborted.</param>
    ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default);
}
