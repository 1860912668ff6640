namespace Dhafnck.McpAuth.Providers;

/// <summary>What sort of no a <see cref="Rejection"/> is.</summary>
public enum RejectionKind
{
    /// <summary>The token is not, or no longer, good: 401 with <c>invalid_token</c> (RFC 6750 §3.1).</summary>
    InvalidToken,

    /// <summary>Nobody can tell at the moment: 503 with <c>Retry-After</c>.</summary>
    Unavailable,
}
