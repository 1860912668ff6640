using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Updates the record of an active token.</summary>
internal sealed class TokenEditing(ITokenStore store, TokenOwnerPolicyCheck policy, TokenIssuer issuer, TokenTerms terms, TokenAuditTrail audit)
{
    /// <summary>Returns the result, or <see langword="null"/> after a concurrent change of the record.</summary>
    public async Task<TokenOperation?> TryUpdateAsync(ApiToken token, ApiTokenUpdate change, TokenActor by, CancellationToken cancellationToken)
    {
        if (!token.IsActive(issuer.Now()))
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        if (TokenFields.Validate(token, change, terms) is { Count: > 0 } errors)
        {
            return TokenOperation.Invalid(errors);
        }

        // An owner whose grants were reduced can still narrow or rename a token.
        var changed = TokenFields.Apply(token.Recorded(TokenHistoryAction.Changed, issuer.Now(), by.Id), change);
        changed = change.Scopes is null ? changed : changed.AwaitingApproval(token.Scopes, terms.For(by));
        if (TokenFields.Widens(token, changed) && await policy.CheckAsync(changed, TokenAuditAction.Change, by, TokenOperation.Invalid, cancellationToken).ConfigureAwait(false) is { } notGranted)
        {
            return notGranted;
        }

        var entry = audit.Entry(TokenAuditAction.Change, by, token, TokenAuditDetail.OfChange(token, changed));
        return await store.TryUpdateAsync(changed, audit: entry, cancellationToken: cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Done(changed with { Version = changed.Version + 1 })
            : null;
    }
}
