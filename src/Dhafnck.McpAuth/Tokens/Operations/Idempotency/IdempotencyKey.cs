using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>An idempotency key and the hash of its request. The client chooses the key, so that the request runs once even when it is sent again.</summary>
public sealed record IdempotencyKey
{
    /// <summary>The key, 1 to 200 visible ASCII characters.</summary>
    public required string Key { get; init; }

    /// <summary>The hash of the request's content, which distinguishes a repeated request from a different one.</summary>
    public required TokenHash Fingerprint { get; init; }

    internal IdempotentRequest ToRequest(string ownerId, TokenIdentifier identifier, DateTimeOffset now) => new()
    {
        OwnerId = ownerId,
        Key = Key,
        Fingerprint = Fingerprint,
        TokenId = identifier.TokenId,
        Generation = identifier.Generation,
        CreatedAt = now,
    };
}
