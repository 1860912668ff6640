using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Ends records before their time because a rule says so, and reports them as events.</summary>
internal sealed class TokenExpiry(ITokenStore store, TokenIssuer issuer, TokenAuditTrail audit, TokenEvents? events)
{
    /// <summary>Ends a record with all its credentials. Returns <see langword="false"/> after a concurrent change of the record.</summary>
    /// <param name="token">The record.</param>
    /// <param name="by">The rule.</param>
    /// <param name="reason">Why, for the audit trail.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<bool> TryExpireAsync(ApiToken token, TokenActor by, string reason, CancellationToken cancellationToken)
    {
        var expired = token with { ExpiresAt = issuer.Now(), FormerCredential = null };
        var isExpired = await store.TryUpdateAsync(expired, audit: audit.Entry(TokenAuditAction.Expire, by, token, reason), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (isExpired)
        {
            events?.Report(TokenEventKind.ExpiredUnused, token.Id, token.OwnerId);
        }

        return isExpired;
    }
}
