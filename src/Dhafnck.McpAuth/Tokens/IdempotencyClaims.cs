namespace Dhafnck.McpAuth.Tokens;

/// <summary>Finds what was done under an idempotency key, and claims the key for what is about to be done.</summary>
internal sealed class IdempotencyClaims(ITokenStore store, TokenIssuer issuer, TokenLimits limits)
{
    /// <summary>What an earlier request made under the key, or the refusal of a key that stands for another request; <see langword="null"/> when the key is unused.</summary>
    public async Task<TokenOperation?> FindAsync(string ownerId, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (key is null || await store.FindRequestAsync(ownerId, key.Key, NotBefore(), cancellationToken).ConfigureAwait(false) is not { } request)
        {
            return null;
        }

        if (!request.Fingerprint.Equals(key.Fingerprint))
        {
            return TokenOperation.Refused(TokenOperationStatus.KeyReused);
        }

        // A record that somebody removed since is not made again in the name of a request that was done.
        return await store.FindAsync(request.TokenId, cancellationToken).ConfigureAwait(false) is { } token && token.OwnerId == ownerId
            ? TokenOperation.Repeated(token)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }

    /// <summary>The claim to store with a credential, or <see langword="null"/> when the request came without a key.</summary>
    public IdempotencyClaim? Of(string ownerId, TokenIdentifier identifier, IdempotencyKey? key) =>
        key is null ? null : new(key.ToRequest(ownerId, identifier, issuer.Now()), NotBefore());

    private DateTimeOffset NotBefore() => issuer.Now() - limits.IdempotencyKeyLifetime;
}
