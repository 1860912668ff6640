namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The request that an <c>Idempotency-Key</c> was used for, and the credential that the request created. It is stored together
/// with the credential, so a request without a result never counts as done.
/// </summary>
public sealed record IdempotentRequest
{
    /// <summary>The identifier of the owner who made the request. Keys are separate per owner.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The key, 1 to 200 visible ASCII characters.</summary>
    public required string Key { get; init; }

    /// <summary>The hash of the request's content. A different request with the same key has a different hash.</summary>
    public required TokenHash Fingerprint { get; init; }

    /// <summary>The identifier of the created or rotated token.</summary>
    public required string TokenId { get; init; }

    /// <summary>The generation of the created credential.</summary>
    public required int Generation { get; init; }

    /// <summary>The time of the request, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
