namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// What an <c>Idempotency-Key</c> stands for: the request that it came with, and the credential that the request made.
/// It is stored together with the credential, so that a request without a result never counts as done.
/// </summary>
public sealed record TokenRequest
{
    /// <summary>Whose request. Each owner's keys are their own.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The key, 1 to 200 visible ASCII characters.</summary>
    public required string Key { get; init; }

    /// <summary>The hash of what was asked for: another request under the same key has another.</summary>
    public required TokenHash Fingerprint { get; init; }

    /// <summary>The identifier of the token that was created or rotated.</summary>
    public required string TokenId { get; init; }

    /// <summary>The generation of the credential that was made.</summary>
    public required int Generation { get; init; }

    /// <summary>When the request was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
