using System.Globalization;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Operations.Idempotency;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Replaces the credential of an active record, once per idempotency key. The record stays.</summary>
internal sealed class TokenRotation(ITokenStore store, TokenOwnerPolicyCheck policy, TokenIssuer issuer, IdempotencyClaims claims, ApiTokenOptions rules, TokenAuditTrail audit)
{
    /// <summary>Rotates on behalf of the owner: the new credential gets the full lifetime again.</summary>
    public async Task<TokenOperation> ForOwnerAsync(ApiToken token, TimeSpan gracePeriod, IdempotencyKey? idempotencyKey, TokenActor by, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(token.OwnerId, idempotencyKey, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var claim = claims.Of(token.OwnerId, Next(token), idempotencyKey);
        var rotation = await ReplaceAsync(token, by, issuer.Now() + LifetimeOf(token), FormerOf(token, gracePeriod), claim, cancellationToken).ConfigureAwait(false);

        // The same request may have been sent twice concurrently: then the conflict is with its own duplicate.
        return rotation.Status == TokenOperationStatus.Conflict
            ? await claims.FindAsync(token.OwnerId, idempotencyKey, cancellationToken).ConfigureAwait(false) ?? rotation
            : rotation;
    }

    /// <summary>
    /// Rotates on behalf of the token itself, if its record has the required scope. The new credential never expires after the
    /// time set by the owner. A rotation whose answer was lost can be repeated with the former credential.
    /// </summary>
    public async Task<TokenOperation> ForItselfAsync(ApiToken token, TokenHash presented, TimeSpan gracePeriod, TokenActor by, CancellationToken cancellationToken)
    {
        var isCurrent = token.Credential.Hash.Equals(presented);
        if (!isCurrent && !CanRepeat(token, presented))
        {
            return TokenOperation.Refused(TokenOperationStatus.Conflict);
        }

        if (!token.Scopes.Contains(McpScopes.RotateTokens, StringComparer.Ordinal))
        {
            return TokenOperation.NotGranted(new Dictionary<string, string[]> { [ScopesField.Key] = [$"The token does not have the scope '{McpScopes.RotateTokens}'."] });
        }

        var now = issuer.Now();
        var renewed = now + LifetimeOf(token);
        if (token.RotatableUntil <= now)
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        var expiresAt = renewed < token.RotatableUntil ? renewed : token.RotatableUntil;
        var former = isCurrent ? FormerOf(token, gracePeriod) : token.FormerCredential;
        return await ReplaceAsync(token, by, expiresAt, former, null, cancellationToken).ConfigureAwait(false);
    }

    // The request does not list the scopes, so the response must.
    private static TokenOperation NotGranted(ApiToken token, IReadOnlyDictionary<string, string[]> errors) =>
        TokenOperation.NotGranted(errors.ToDictionary(
            field => field.Key,
            field => field.Key == ScopesField.Key ? [.. field.Value, $"The token has these scopes: {string.Join(' ', token.Scopes)}."] : field.Value,
            StringComparer.Ordinal));

    private static TokenIdentifier Next(ApiToken token) => new(token.Id, token.Credential.Generation + 1);

    // The rule may be stricter than it was when the token was created.
    private TimeSpan LifetimeOf(ApiToken token) => TimeSpan.FromDays(rules.MaximumDays) < token.Lifetime ? TimeSpan.FromDays(rules.MaximumDays) : token.Lifetime;

    private ApiTokenCredential? FormerOf(ApiToken token, TimeSpan gracePeriod) =>
        gracePeriod > TimeSpan.Zero ? token.Credential with { ValidUntil = issuer.Now() + gracePeriod } : null;

    // A former credential must not replace one that somebody uses, and keeps its own grace period.
    private bool CanRepeat(ApiToken token, TokenHash presented) =>
        token.FormerCredential is { ValidUntil: { } end } former
        && issuer.Now() < end
        && former.Hash.Equals(presented)
        && TokenHistory.AwaitsFirstUse(token);

    private async Task<TokenOperation> ReplaceAsync(ApiToken token, TokenActor by, DateTimeOffset expiresAt, ApiTokenCredential? former, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        // A credential that its client never received would end the connection.
        if (token.Connection is not null)
        {
            return TokenOperation.NotGranted(new Dictionary<string, string[]> { ["kind"] = ["The token is the connection of an OAuth client, which renews its access token itself."] });
        }

        var now = issuer.Now();
        if (!token.IsActive(now))
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        // The owner may no longer be allowed to grant what was granted earlier.
        if (await policy.CheckAsync(token with { ExpiresAt = expiresAt }, TokenAuditAction.Rotate, by, errors => NotGranted(token, errors), cancellationToken).ConfigureAwait(false) is { } notGranted)
        {
            return notGranted;
        }

        var (credential, value) = issuer.Issue(new(Next(token), token.OwnerId, token.Audience, expiresAt) { KeyThumbprint = token.KeyThumbprint });
        var rotated = token.Recorded(TokenHistoryAction.Rotated, now, by.Id) with
        {
            ExpiresAt = expiresAt,
            IssuedAt = now,
            Credential = credential,
            FormerCredential = former,
        };
        var detail = former is null ? null : string.Create(CultureInfo.InvariantCulture, $"former_valid_until: {former.ValidUntil:yyyy-MM-ddTHH:mm:ssZ}");
        var entry = audit.Entry(TokenAuditAction.Rotate, by, token, detail);
        return await store.TryUpdateAsync(rotated, claim, entry, cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Made(rotated with { Version = rotated.Version + 1 }, value)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }
}
