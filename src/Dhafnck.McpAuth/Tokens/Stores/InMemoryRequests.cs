namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>The idempotency keys of the store in memory. The caller holds the store's lock.</summary>
internal sealed class InMemoryRequests
{
    private readonly Dictionary<(string OwnerId, string Key), IdempotentRequest> _requests = [];

    public IdempotentRequest? Find(string ownerId, string key, DateTimeOffset notBefore) =>
        _requests.TryGetValue((ownerId, key), out var known) && known.CreatedAt >= notBefore ? known : null;

    public bool IsUsed(IdempotencyClaim? claim) =>
        claim is not null && Find(claim.Request.OwnerId, claim.Request.Key, claim.NotBefore) is not null;

    public void Keep(IdempotencyClaim? claim)
    {
        if (claim is not null)
        {
            _requests[(claim.Request.OwnerId, claim.Request.Key)] = claim.Request;
        }
    }

    public void Prune(DateTimeOffset usedBefore)
    {
        foreach (var request in _requests.Values.Where(request => request.CreatedAt < usedBefore).ToList())
        {
            _requests.Remove((request.OwnerId, request.Key));
        }
    }
}
