namespace Dhafnck.McpAuth.Usage;

/// <summary>What is used of a token's rate limit.</summary>
public sealed record PermitUse
{
    /// <summary>The permits that are lent or used within the window. They exceed the limit after the limit was lowered.</summary>
    public required int Used { get; init; }

    /// <summary>When a permit becomes available.</summary>
    /// <value><see langword="null"/> when one is available now.</value>
    public TimeSpan? RetryAfter { get; init; }
}
