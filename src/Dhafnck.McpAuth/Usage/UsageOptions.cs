namespace Dhafnck.McpAuth.Usage;

/// <summary>The settings for the rate limit information sent to clients.</summary>
public sealed class UsageOptions
{
    /// <summary>
    /// Whether every response of a protected endpoint carries <c>RateLimit</c> and <c>RateLimit-Policy</c>
    /// (draft-ietf-httpapi-ratelimit-headers). By default only a 429 response does.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendRateLimitHeaders { get; set; }
}
