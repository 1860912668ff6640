using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations.Idempotency;

/// <summary>Looks up the result of an idempotency key, and claims the key for a new request.</summary>
internal sealed class IdempotencyClaims(ITokenStore store, TokenIssuer issuer, ApiTokenOptions limits)
{
    /// <summary>
    /// Returns what an earlier request with the key created, or the refusal of a key that was used for another request, or
    /// <see langword="null"/> when the key is unused.
    /// </summary>
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

        // If the record was removed since, do not create it again: the request has already been done.
        return await store.FindAsync(request.TokenId, cancellationToken).ConfigureAwait(false) is { } token && token.OwnerId == ownerId
            ? TokenOperation.Repeated(token)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }

    /// <summary>Returns the claim to store with a credential, or <see langword="null"/> when the request has no key.</summary>
    public IdempotencyClaim? Of(string ownerId, TokenIdentifier identifier, IdempotencyKey? key) =>
        key is null ? null : new() { Request = key.ToRequest(ownerId, identifier, issuer.Now()), NotBefore = NotBefore() };

    private DateTimeOffset NotBefore() => issuer.Now() - limits.IdempotencyKeyLifetime;
}
