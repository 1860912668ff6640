namespace Dhafnck.McpAuth.Tokens;

/// <summary>How many tokens there may be, and how long what belongs to them is kept.</summary>
public sealed class TokenLimits
{
    /// <summary>How many active tokens one owner may have.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int ActiveTokensPerOwner { get; set; } = 100;

    /// <summary>How long after its expiry a token's record is removed; idempotency keys go with their time. It is done once an hour.</summary>
    /// <value>Zero to 3650 days. The default is <see langword="null"/>: nothing is removed.</value>
    public TimeSpan? PruneAfter { get; set; }

    /// <summary>How long an idempotency key stands for the request it came with.</summary>
    /// <value>More than zero, at most 30 days. The default is 24 hours.</value>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);
}
