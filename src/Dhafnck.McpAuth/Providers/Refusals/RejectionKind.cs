namespace Dhafnck.McpAuth.Providers.Refusals;

/// <summary>The kind of a <see cref="Rejection"/>.</summary>
internal enum RejectionKind
{
    /// <summary>The token is invalid, or no longer valid: 401 with <c>invalid_token</c> (RFC 6750 §3.1).</summary>
    InvalidToken,

    /// <summary>The token cannot be checked at the moment: 503 with <c>Retry-After</c>.</summary>
    Unavailable,
}
