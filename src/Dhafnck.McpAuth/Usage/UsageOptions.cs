namespace Dhafnck.McpAuth.Usage;

/// <summary>The settings of rate limits.</summary>
public sealed class UsageOptions
{
    /// <summary>
    /// Whether every response of a protected endpoint carries <c>RateLimit</c> and <c>RateLimit-Policy</c>
    /// (draft-ietf-httpapi-ratelimit-headers). By default only a 429 response does.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendRateLimitHeaders { get; set; }

    /// <summary>
    /// What a request gets when the rate limiter of its token fails: an exception of <see cref="ITokenRateLimiters"/>, or a store
    /// of shared permits that does not answer.
    /// </summary>
    /// <value>The default is <see cref="LimiterFailureMode.Refuse"/>.</value>
    public LimiterFailureMode LimiterFailure { get; set; }
}
