using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Stores;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Checks a record with the application's owner policy before it is written, within a time limit. A refusal is written to the audit trail.</summary>
internal sealed class TokenOwnerPolicyCheck(ITokenOwnerPolicy owners, TokenAuditTrail audit, TimeProvider time)
{
    private readonly StoreDeadline _deadline = new(TimeSpan.FromSeconds(5), time);

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

        var errors = await _deadline.RunAsync(patience => owners.CheckGrantAsync(token.OwnerId, TokenGrant.Of(token), patience).AsTask(), cancellationToken).ConfigureAwait(false);
        if (errors.Count == 0)
        {
            return null;
        }

        await audit.RefuseAsync(action, by, token, TokenAuditDetail.OfRefusal(errors), cancellationToken).ConfigureAwait(false);
        return refuse(errors);
    }
}
