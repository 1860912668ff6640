namespace Dhafnck.McpAuth.Tokens;

/// <summary>Asks the application's policy about a record that is to be written, and does not wait for it forever.</summary>
internal sealed class TokenOwnerPolicyCheck(ITokenOwnerPolicy owners, TimeProvider time)
{
    private readonly StoreDeadline _deadline = new(TimeSpan.FromSeconds(5), time);

    /// <summary>Why the owner may not have the record as it is to be, or <see langword="null"/>.</summary>
    /// <param name="token">The record as it is to be.</param>
    /// <param name="refuse">Makes the refusal of what the policy says, by field.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<TokenOperation?> CheckAsync(ApiToken token, Func<IReadOnlyDictionary<string, string[]>, TokenOperation> refuse, CancellationToken cancellationToken)
    {
        // The owner of the record, whoever asks.
        if (!await _deadline.RunAsync(patience => owners.IsActiveAsync(token.OwnerId, patience).AsTask(), cancellationToken).ConfigureAwait(false))
        {
            return TokenOperation.Refused(TokenOperationStatus.OwnerInactive);
        }

        var grant = new TokenGrant
        {
            Scopes = token.Scopes,
            Audience = token.Audience,
            RateLimit = token.RateLimit,
            ExpiresAt = token.ExpiresAt,
            RotatableUntil = token.RotatableUntil,
            AllowedAddresses = token.AllowedAddresses,
        };
        var errors = await _deadline.RunAsync(patience => owners.CheckGrantAsync(token.OwnerId, grant, patience).AsTask(), cancellationToken).ConfigureAwait(false);
        return errors.Count == 0 ? null : refuse(errors);
    }
}
