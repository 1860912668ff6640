using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// Provides the rate limiter of each token. The default implementation counts in the memory of each process, and reads the counts
/// of other processes from the store. An application can register one that is shared by all processes.
/// </summary>
public interface ITokenRateLimiters
{
    /// <summary>
    /// Returns the rate limiter of a token. Each request takes one permit and does not wait for it. The usage that the REST API
    /// and the token page show comes from <see cref="RateLimiter.GetStatistics"/>.
    /// </summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="limit">The current rate limit of the token, in requests per hour.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default);
}
