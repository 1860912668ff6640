namespace Dhafnck.McpAuth.Tokens;

/// <summary>Replaces the credential of a record that is active, once for each idempotency key; the record stays.</summary>
internal sealed class TokenRotation(ITokenStore store, TokenIssuer issuer, IdempotencyClaims claims)
{
    /// <summary>Rotates for the owner: the new credential has the whole lifetime again.</summary>
    public async Task<TokenOperation> ForOwnerAsync(ApiToken token, TimeSpan gracePeriod, IdempotencyKey? idempotencyKey, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(token.OwnerId, idempotencyKey, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var claim = claims.Of(token.OwnerId, Next(token), idempotencyKey);
        var rotation = await ReplaceAsync(token, issuer.Now() + token.Lifetime, gracePeriod, claim, cancellationToken).ConfigureAwait(false);

        // The same request may have come twice at the same time: then this one lost to itself.
        return rotation.Status == TokenOperationStatus.Conflict
            ? await claims.FindAsync(token.OwnerId, idempotencyKey, cancellationToken).ConfigureAwait(false) ?? rotation
            : rotation;
    }

    /// <summary>Rotates for the token itself: never beyond the end that its owner set.</summary>
    public Task<TokenOperation> ForItselfAsync(ApiToken token, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var now = issuer.Now();
        var renewed = now + token.Lifetime;
        return token.RotatableUntil <= now
            ? Task.FromResult(TokenOperation.Refused(TokenOperationStatus.Inactive))
            : ReplaceAsync(token, renewed < token.RotatableUntil ? renewed : token.RotatableUntil, gracePeriod, null, cancellationToken);
    }

    private static TokenIdentifier Next(ApiToken token) => new(token.Id, token.Credential.Generation + 1);

    private async Task<TokenOperation> ReplaceAsync(ApiToken token, DateTimeOffset expiresAt, TimeSpan gracePeriod, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        var now = issuer.Now();
        if (!token.IsActive(now))
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        var (credential, value) = issuer.Issue(new(Next(token), token.OwnerId, token.Audience, expiresAt));
        var rotated = token with
        {
            ExpiresAt = expiresAt,
            Credential = credential,
            FormerCredential = gracePeriod > TimeSpan.Zero ? token.Credential with { ValidUntil = now + gracePeriod } : null,
        };
        return await store.TryUpdateAsync(rotated, claim, cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Made(rotated with { Version = rotated.Version + 1 }, value)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }
}
