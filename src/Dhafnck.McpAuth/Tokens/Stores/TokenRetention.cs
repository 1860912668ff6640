namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>
/// Removes idempotency keys and entries of the audit trail whose time is over, and records that expired long ago where the
/// application asked for it.
/// </summary>
internal sealed class TokenRetention(ITokenStore store, ApiTokenOptions limits, TimeProvider time)
{
    public async Task<TokenPruning> PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expiredBefore = limits.PruneAfter is { } age ? now - age : DateTimeOffset.UnixEpoch;
        return new()
        {
            Tokens = await store.PruneAsync(expiredBefore, now - limits.IdempotencyKeyLifetime, cancellationToken).ConfigureAwait(false),
            AuditEntries = await store.PruneAuditAsync(now - limits.AuditRetention, cancellationToken).ConfigureAwait(false),
        };
    }
}
