namespace Dhafnck.McpAuth.Tokens;

/// <summary>Replaces the credential of a record that is active; the record stays.</summary>
internal sealed class TokenRotation(ITokenStore store, TokenIssuer issuer)
{
    /// <summary>Rotates for the owner: the new credential has the whole lifetime again.</summary>
    public Task<TokenOperation> ForOwnerAsync(ApiToken token, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
        ReplaceAsync(token, issuer.Now() + token.Lifetime, gracePeriod, cancellationToken);

    /// <summary>Rotates for the token itself: never beyond the end that its owner set.</summary>
    public Task<TokenOperation> ForItselfAsync(ApiToken token, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var now = issuer.Now();
        var renewed = now + token.Lifetime;
        return token.RotatableUntil <= now
            ? Task.FromResult(TokenOperation.Refused(TokenOperationStatus.Inactive))
            : ReplaceAsync(token, renewed < token.RotatableUntil ? renewed : token.RotatableUntil, gracePeriod, cancellationToken);
    }

    private async Task<TokenOperation> ReplaceAsync(ApiToken token, DateTimeOffset expiresAt, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var now = issuer.Now();
        if (!token.IsActive(now))
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        var identifier = new TokenIdentifier(token.Id, token.Credential.Generation + 1);
        var (credential, value) = issuer.Issue(new(identifier, token.OwnerId, token.Audience, expiresAt));
        var rotated = token with
        {
            ExpiresAt = expiresAt,
            Credential = credential,
            FormerCredential = gracePeriod > TimeSpan.Zero ? token.Credential with { ValidUntil = now + gracePeriod } : null,
        };
        return await store.TryUpdateAsync(rotated, cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Made(rotated with { Version = rotated.Version + 1 }, value)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }
}
