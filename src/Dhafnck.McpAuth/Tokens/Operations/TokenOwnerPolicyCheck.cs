using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Stores;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Checks a record with the application's owner policy before it is written, within a time limit. A refusal is written to the audit trail.</summary>
internal sealed class TokenOwnerPolicyCheck(ITokenOwnerPolicy owners, TokenAuditTrail audit, TimeProvider time)
{
    // Longer than a request waits for the store: the first question of a process often loads the application's own data access,
    // and only the one who changes a token waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StoreDeadline _deadline = new(Patience, time);

    /// <summary>Returns why the owner may not have the record in its new state, or <see langword="null"/>.</summary>
    /// <param name="token">The new state of the record.</param>
    /// <param name="action">The action that leads to the new state.</param>
    /// <param name="by">Who acts.</param>
    /// <param name="refuse">Creates the refusal from the policy's messages by field.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<TokenOperation?> CheckAsync(
        ApiToken token,
        TokenAuditAction action,
        TokenActor by,
        Func<IReadOnlyDictionary<string, string[]>, TokenOperation> refuse,
        CancellationToken cancellationToken)
    {
        // Check the record's owner, regardless of who makes the request.
        if (!await _deadline.RunAsync(patience => owners.IsActiveAsync(token.OwnerId, patience).AsTask(), cancellationToken).ConfigureAwait(false))
        {
            await audit.RefuseAsync(action, by, token, "The owner is no longer active.", cancellationToken).ConfigureAwait(false);
            return TokenOperation.Refused(TokenOperationStatus.OwnerInactive);
        }

        // An administrator need not look at what the owner may not have anyway.
        var wanted = action == TokenAuditAction.Rotate ? token : token with { Scopes = token.WantedScopes() };
        var errors = await _deadline.RunAsync(patience => owners.CheckGrantAsync(token.OwnerId, TokenGrant.Of(wanted), patience).AsTask(), cancellationToken).ConfigureAwait(false);
        if (errors.Count == 0)
        {
            return null;
        }

        await audit.RefuseAsync(action, by, token, TokenAuditDetail.OfRefusal(errors), cancellationToken).ConfigureAwait(false);
        return refuse(errors);
    }
}
