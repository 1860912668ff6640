namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// What an <c>Idempotency-Key</c> stands for: the request it first came with, and the credential that request makes.
/// It is written before the credential, so that a request that is sent again finishes or finds what the first began.
/// </summary>
public sealed record TokenRequest
{
    /// <summary>Whose request. Each owner's keys are their own.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The key, 1 to 200 visible ASCII characters.</summary>
    public required string Key { get; init; }

    /// <summary>The hash of what was asked for: another request under the same key has another.</summary>
    public required TokenHash Fingerprint { get; init; }

    /// <summary>The identifier of the token that is made or rotated.</summary>
    public required string TokenId { get; init; }

    /// <summary>The generation of the credential that is made.</summary>
    public required int Generation { get; init; }

    /// <summary>When the key was first used, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
