namespace Dhafnck.McpAuth.Tokens;

/// <summary>Finds what an idempotency key says is to be made: what this request would make, or what an earlier one began.</summary>
internal sealed class IdempotencyClaims(ITokenStore store, TokenIssuer issuer, TokenLimits limits)
{
    /// <summary>The identity to make, or a refusal when the key stands for another request.</summary>
    public async Task<(TokenIdentifier Identifier, TokenOperation? Refusal)> ClaimAsync(string ownerId, TokenIdentifier identifier, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return (identifier, null);
        }

        var now = issuer.Now();
        var claimed = await store.ClaimRequestAsync(key.ToRequest(ownerId, identifier, now), now - limits.IdempotencyKeyLifetime, cancellationToken).ConfigureAwait(false);
        return claimed.Fingerprint.Equals(key.Fingerprint)
            ? (new(claimed.TokenId, claimed.Generation), null)
            : (identifier, TokenOperation.Refused(TokenOperationStatus.KeyReused));
    }
}
