namespace Dhafnck.McpAuth.Usage;

/// <summary>What clients are told of their limits.</summary>
public sealed class UsageOptions
{
    /// <summary>
    /// Whether every answer of a protected endpoint carries <c>RateLimit</c> and <c>RateLimit-Policy</c>
    /// (draft-ietf-httpapi-ratelimit-headers), and not the 429 alone.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendRateLimitFields { get; set; }
}
