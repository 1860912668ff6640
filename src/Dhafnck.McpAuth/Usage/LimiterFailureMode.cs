namespace Dhafnck.McpAuth.Usage;

/// <summary>What a request gets when the rate limiter of its token fails.</summary>
public enum LimiterFailureMode
{
    /// <summary>The request is refused: 503 with <c>Retry-After</c>.</summary>
    Refuse,

    /// <summary>
    /// Each process limits the token by itself: by what it has counted, and what others have written to the usage store. Up to
    /// the limit may pass at each process.
    /// </summary>
    LimitPerProcess,

    /// <summary>The request is allowed, without a limit.</summary>
    Allow,
}
