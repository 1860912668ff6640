namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// An idempotency key to store together with the credential that its request creates. Either both are stored or neither is, so a
/// request that creates nothing leaves its key unused.
/// </summary>
public sealed record IdempotencyClaim
{
    /// <summary>The request that the key stands for from now on.</summary>
    public required IdempotentRequest Request { get; init; }

    /// <summary>The time, UTC, before which an earlier request with the same key no longer counts and is replaced.</summary>
    public required DateTimeOffset NotBefore { get; init; }
}
