namespace Dhafnck.McpAuth.Tokens.Audit;

/// <summary>Creates the entries of the audit trail. The store writes an entry in the same transaction as the change.</summary>
internal sealed class TokenAuditTrail(ITokenStore store, TimeProvider time)
{
    private long _last;

    /// <summary>Creates the entry of an action that is about to be stored.</summary>
    public TokenAuditEntry Entry(TokenAuditAction action, TokenActor by, ApiToken token, string? detail = null) =>
        Entry(action, by, token.Id, token.OwnerId, detail);

    /// <inheritdoc cref="Entry(TokenAuditAction, TokenActor, ApiToken, string)"/>
    public TokenAuditEntry Entry(TokenAuditAction action, TokenActor by, string tokenId, string ownerId, string? detail = null) => new()
    {
        Id = $"aud_{Guid.CreateVersion7(time.GetUtcNow()):N}",
        At = Next(),
        Action = action,
        TokenId = tokenId,
        OwnerId = ownerId,
        By = by,
        Detail = TokenAuditDetail.Shortened(detail),
    };

    /// <summary>Writes the entry of an action that was refused.</summary>
    public Task RefuseAsync(TokenAuditAction action, TokenActor by, ApiToken token, string reason, CancellationToken cancellationToken)
    {
        var entry = Entry(action, by, token, reason) with { Outcome = TokenAuditOutcome.Refused };
        return store.AppendAuditAsync(action == TokenAuditAction.Create ? entry with { TokenId = null } : entry, cancellationToken);
    }

    // Later than every entry before, so that the trail of a process has one order. Databases keep microseconds.
    private DateTimeOffset Next()
    {
        var now = time.GetUtcNow().To(TimeSpan.FromMicroseconds(1)).UtcTicks;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(now, last + TimeSpan.TicksPerMicrosecond);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return new(next, TimeSpan.Zero);
            }
        }
    }
}
