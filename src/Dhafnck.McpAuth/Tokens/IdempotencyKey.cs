namespace Dhafnck.McpAuth.Tokens;

/// <summary>A key that a client chose for one request, so that it is done once however often it is sent, and the hash of that request.</summary>
/// <param name="Key">The key, 1 to 200 visible ASCII characters.</param>
/// <param name="Fingerprint">The hash of what is asked for, by which a repetition is told from another request.</param>
public sealed record IdempotencyKey(string Key, TokenHash Fingerprint)
{
    internal TokenRequest ToRequest(string ownerId, TokenIdentifier identifier, DateTimeOffset now) => new()
    {
        OwnerId = ownerId,
        Key = Key,
        Fingerprint = Fingerprint,
        TokenId = identifier.TokenId,
        Generation = identifier.Generation,
        CreatedAt = now,
    };
}
