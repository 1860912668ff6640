using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of an idempotency key.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class TokenRequestRow
{
    public required string OwnerId { get; init; }

    public required string Key { get; init; }

    public required byte[] Fingerprint { get; init; }

    public required string TokenId { get; init; }

    public required int Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static TokenRequestRow Of(IdempotentRequest request) => new()
    {
        OwnerId = request.OwnerId,
        Key = request.Key,
        Fingerprint = request.Fingerprint.ToArray(),
        TokenId = request.TokenId,
        Generation = request.Generation,
        CreatedAt = request.CreatedAt,
    };

    public IdempotentRequest ToTokenRequest() => new()
    {
        OwnerId = OwnerId,
        Key = Key,
        Fingerprint = TokenHash.FromBytes(Fingerprint),
        TokenId = TokenId,
        Generation = Generation,
        CreatedAt = CreatedAt,
    };
}
