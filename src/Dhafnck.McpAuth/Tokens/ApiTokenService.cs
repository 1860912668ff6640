using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Makes, changes, rotates and ends tokens for an owner: what the REST endpoints call, for an application's own code.
/// It never touches a token of another owner.
/// </summary>
public sealed class ApiTokenService
{
    /// <summary>The longest grace period of a rotation: 7 days.</summary>
    public static readonly TimeSpan MaximumGracePeriod = TimeSpan.FromDays(7);

    private readonly ITokenStore _store;
    private readonly TokenCreation _creation;
    private readonly TokenEditing _editing;
    private readonly TokenRotation _rotation;
    private readonly TokenRevocation _revocation;
    private readonly TokenEvents? _events;

    /// <summary>Makes the service by hand, as a test does.</summary>
    /// <param name="store">Where the records are.</param>
    /// <param name="owners">Who says what owners may grant.</param>
    /// <param name="jwt">How tokens are signed, complete: with a key and at least one audience.</param>
    /// <param name="limits">How many tokens there may be.</param>
    /// <param name="catalog">Which scopes there are.</param>
    /// <param name="time">The clock.</param>
    public ApiTokenService(ITokenStore store, ITokenOwnerPolicy owners, JwtOptions jwt, TokenLimits limits, ScopeCatalog catalog, TimeProvider time)
        : this(store, owners, jwt, limits, catalog, time, null)
    {
    }

    internal ApiTokenService(ITokenStore store, ITokenOwnerPolicy owners, JwtOptions jwt, TokenLimits limits, ScopeCatalog catalog, TimeProvider time, TokenEvents? events)
    {
        ArgumentNullException.ThrowIfNull(jwt);
        _events = events;
        var validator = new NewApiTokenValidator(catalog, jwt);
        _store = store;
        var issuer = new TokenIssuer(jwt, time);
        var policy = new TokenOwnerPolicyCheck(owners, time);
        var claims = new IdempotencyClaims(store, issuer, limits);
        _creation = new(store, policy, issuer, claims, validator, jwt, limits);
        _editing = new(store, policy, issuer, validator);
        _rotation = new(store, policy, issuer, claims);
        _revocation = new(store, issuer, events);
    }

    /// <summary>Makes a token. It is stored when this returns.</summary>
    /// <param name="ownerId">Whose token it is: the application's stable identifier of the user, 1 to 200 characters.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="idempotencyKey">A key under which the same request is done once, however often it is sent.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.Invalid"/>, <see cref="TokenOperationStatus.OwnerInactive"/>,
    /// <see cref="TokenOperationStatus.LimitReached"/>, <see cref="TokenOperationStatus.Repeated"/> or <see cref="TokenOperationStatus.KeyReused"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">There is no key to sign with.</exception>
    /// <exception cref="TimeoutException">The owner policy, or the store, has not answered in time.</exception>
    public async Task<TokenOperation> CreateAsync(string ownerId, NewApiToken request, IdempotencyKey? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownerId.Length, 200);
        ArgumentNullException.ThrowIfNull(request);
        return Report(TokenEventKind.Created, await _creation.CreateAsync(ownerId, request, idempotencyKey, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Changes a token's record. The token string stays good; what changed holds for its next request. The owner policy is
    /// asked about a change that adds a scope, raises the limit or allows more addresses.
    /// </summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="change">What is to be changed.</param>
    /// <param name="expectedVersion">The <see cref="ApiToken.Version"/> that the change was made for, or <see langword="null"/> for whichever it is.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record, or <see cref="TokenOperationStatus.Invalid"/>, <see cref="TokenOperationStatus.OwnerInactive"/>, <see cref="TokenOperationStatus.NotFound"/>,
    /// <see cref="TokenOperationStatus.Inactive"/> or, of another version, <see cref="TokenOperationStatus.Conflict"/>.
    /// </returns>
    public async Task<TokenOperation> UpdateAsync(string ownerId, string tokenId, TokenChange change, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is { } token)
        {
            if (expectedVersion is { } version && version != token.Version)
            {
                return TokenOperation.Refused(TokenOperationStatus.Conflict);
            }

            // Without an expected version, losing to another change is no reason to give up: read again, try again.
            if (await _editing.TryUpdateAsync(token, change, cancellationToken).ConfigureAwait(false) is { } update)
            {
                return Report(TokenEventKind.Changed, update);
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    /// <summary>
    /// Replaces a token's credential. The record stays: same identifier, name, scopes, limit and use. The new token
    /// string lives as long as the first did, from now on; the former one stays good for the grace period, and one
    /// still older ends at once. Where the owner policy does not grant all of that to the owner, nothing is rotated.
    /// </summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="gracePeriod">For how long the former token string stays good: 0 to 7 days.</param>
    /// <param name="idempotencyKey">A key under which the same request is done once, however often it is sent.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.NotFound"/>, <see cref="TokenOperationStatus.Inactive"/>,
    /// <see cref="TokenOperationStatus.NotGranted"/>, <see cref="TokenOperationStatus.OwnerInactive"/>,
    /// <see cref="TokenOperationStatus.Conflict"/> when another change came first, <see cref="TokenOperationStatus.Repeated"/>
    /// or <see cref="TokenOperationStatus.KeyReused"/>.
    /// </returns>
    public async Task<TokenOperation> RotateAsync(string ownerId, string tokenId, TimeSpan gracePeriod, IdempotencyKey? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        CheckGracePeriod(gracePeriod);
        if (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return TokenOperation.Refused(TokenOperationStatus.NotFound);
        }

        return Report(TokenEventKind.Rotated, await _rotation.ForOwnerAsync(token, gracePeriod, idempotencyKey, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Rotates a token that presented itself, with the scope <c>tokens:rotate</c>: same scopes, the lifetime of the first
    /// credential again, never beyond <see cref="ApiToken.RotatableUntil"/>. The policy for the token's owner is asked as for
    /// a rotation by the owner.
    /// </summary>
    /// <param name="tokenId">The token that presented itself.</param>
    /// <param name="presented">The hash of the string it presented, which has to be the current credential's.</param>
    /// <param name="gracePeriod">For how long the former token string stays good: 0 to 7 days.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.NotFound"/>, <see cref="TokenOperationStatus.Inactive"/> also when its
    /// time for rotating is over, <see cref="TokenOperationStatus.NotGranted"/>, <see cref="TokenOperationStatus.OwnerInactive"/>, or <see cref="TokenOperationStatus.Conflict"/> when it was rotated meanwhile.
    /// </returns>
    public async Task<TokenOperation> RotateItselfAsync(string tokenId, TokenHash presented, TimeSpan gracePeriod, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(presented);
        CheckGracePeriod(gracePeriod);
        return await _store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) switch
        {
            null => TokenOperation.Refused(TokenOperationStatus.NotFound),

            // A former credential, still in its grace period, cannot push the current one out.
            var token when !token.Credential.Hash.Equals(presented) => TokenOperation.Refused(TokenOperationStatus.Conflict),
            var token => Report(TokenEventKind.Rotated, await _rotation.ForItselfAsync(token, gracePeriod, cancellationToken).ConfigureAwait(false)),
        };
    }

    /// <summary>A token of the owner, or <see langword="null"/>.</summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<ApiToken?> FindAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        return TokenIdentifier.IsTokenId(tokenId)
            && await _store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { } token
            && token.OwnerId == ownerId
                ? token
                : null;
    }

    /// <summary>A part of the tokens of one owner.</summary>
    /// <param name="query">Whose tokens, and which part of the list.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrWhiteSpace(query.OwnerId, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegative(query.Skip, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return _store.ListAsync(query, cancellationToken);
    }

    /// <summary>Revokes a token of the owner, all its credentials at once. It is stored when this returns, and can be repeated.</summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when the owner has no such token.</returns>
    public async Task<bool> RevokeAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default) =>
        await RevokeAsync(ownerId, tokenId, expectedVersion: null, cancellationToken).ConfigureAwait(false) == TokenOperationStatus.Succeeded;

    /// <summary>Revokes every token of the owner, as when a user is deleted or locked. It is stored when this returns, and can be repeated.</summary>
    /// <param name="ownerId">Whose tokens.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>How many were revoked.</returns>
    public Task<int> RevokeAllAsync(string ownerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        return _revocation.RevokeAllAsync(ownerId, cancellationToken);
    }

    /// <summary>As the other, and <see cref="TokenOperationStatus.Conflict"/> for a token that is active in another version than expected.</summary>
    internal async Task<TokenOperationStatus> RevokeAsync(string ownerId, string tokenId, long? expectedVersion, CancellationToken cancellationToken)
    {
        while (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is { } token)
        {
            if (token.RevokedAt is null && expectedVersion is { } version && version != token.Version)
            {
                return TokenOperationStatus.Conflict;
            }

            // Losing to another change is no reason to leave the token alive: read again, try again.
            if (await _revocation.TryRevokeAsync(token, cancellationToken).ConfigureAwait(false))
            {
                return TokenOperationStatus.Succeeded;
            }
        }

        return TokenOperationStatus.NotFound;
    }

    private TokenOperation Report(TokenEventKind kind, TokenOperation operation)
    {
        if (operation.Succeeded)
        {
            _events?.Report(kind, operation.Token.Id, operation.Token.OwnerId);
        }

        return operation;
    }

    private static void CheckGracePeriod(TimeSpan gracePeriod)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gracePeriod, MaximumGracePeriod);
    }
}
