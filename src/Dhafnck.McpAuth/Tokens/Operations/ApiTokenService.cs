using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Operations;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Creates, updates, rotates and revokes tokens on behalf of an owner. The REST endpoints use it, and application code can call
/// it. It never touches a token of another owner.
/// </summary>
public sealed class ApiTokenService
{
    /// <summary>The maximum grace period of a rotation: 7 days.</summary>
    public static readonly TimeSpan MaximumGracePeriod = TimeSpan.FromDays(7);

    private readonly TokenOperations _operations;
    private readonly TokenActor? _actor;

    /// <summary>Creates the service without dependency injection, for example in a test.</summary>
    /// <param name="store">The store of the records.</param>
    /// <param name="owners">The policy that decides what owners may grant.</param>
    /// <param name="options">The options, used as they are: a signing key, at least one audience, and the limits on the number of tokens.</param>
    /// <param name="catalog">The scope catalog.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public ApiTokenService(ITokenStore store, ITokenOwnerPolicy owners, IOptions<McpAuthOptions> options, ScopeCatalog catalog, TimeProvider time)
        : this(new(store, owners, options?.Value.Jwt ?? throw new ArgumentNullException(nameof(options)), options.Value.Tokens, catalog, time, null))
    {
    }

    internal ApiTokenService(TokenOperations operations, TokenActor? actor = null) => (_operations, _actor) = (operations, actor);

    /// <summary>
    /// Returns a service whose operations are done by an actor, for the audit trail and the history. Without an actor, the owner
    /// acts, from an unknown address.
    /// </summary>
    /// <param name="actor">Who acts, and from where.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is <see langword="null"/>.</exception>
    public ApiTokenService As(TokenActor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(_operations, actor);
    }

    /// <summary>Creates a token. The token is stored when the method returns.</summary>
    /// <param name="ownerId">The identifier of the token's owner: the application's stable identifier of the user, 1 to 200 characters.</param>
    /// <param name="request">The requested properties of the token.</param>
    /// <param name="idempotencyKey">The idempotency key: a request that is repeated with the same key runs once.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.Invalid"/>, <see cref="TokenOperationStatus.OwnerInactive"/>,
    /// <see cref="TokenOperationStatus.LimitReached"/>, <see cref="TokenOperationStatus.Repeated"/> or
    /// <see cref="TokenOperationStatus.KeyReused"/>.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="ownerId"/> is blank or longer than 200 characters.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> or <paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">No signing key is configured.</exception>
    /// <exception cref="TimeoutException">The owner policy or the store did not answer in time.</exception>
    public async Task<TokenOperation> CreateAsync(string ownerId, NewApiToken request, IdempotencyKey? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownerId.Length, 200, nameof(ownerId));
        ArgumentNullException.ThrowIfNull(request);
        return _operations.ReportGrant(TokenEventKind.Created, await _operations.Creation.CreateAsync(ownerId, request, idempotencyKey, By(ownerId), cancellationToken).ConfigureAwait(false), []);
    }

    /// <summary>
    /// Updates a token's record. The token string stays valid, and the change takes effect on its next request. The owner policy
    /// is asked about a change that adds a scope, raises the rate limit or allows more addresses.
    /// </summary>
    /// <param name="ownerId">The identifier of the token's owner.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="change">The requested changes.</param>
    /// <param name="expectedVersion">The <see cref="ApiToken.Version"/> that the change applies to, or <see langword="null"/> for any version.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record, or <see cref="TokenOperationStatus.Invalid"/>, <see cref="TokenOperationStatus.OwnerInactive"/>,
    /// <see cref="TokenOperationStatus.NotFound"/>, <see cref="TokenOperationStatus.Inactive"/>, or
    /// <see cref="TokenOperationStatus.Conflict"/> when the record has another version than expected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> or <paramref name="change"/> is <see langword="null"/>.</exception>
    public async Task<TokenOperation> UpdateAsync(string ownerId, string tokenId, ApiTokenUpdate change, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is { } token)
        {
            if (expectedVersion is { } version && version != token.Version)
            {
                return TokenOperation.Refused(TokenOperationStatus.Conflict);
            }

            // Without an expected version, a concurrent change is not a conflict: read again and retry.
            if (await _operations.Editing.TryUpdateAsync(token, change, By(ownerId), cancellationToken).ConfigureAwait(false) is { } update)
            {
                return _operations.ReportGrant(TokenEventKind.Changed, update, token.RequestedScopes);
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    /// <summary>
    /// Replaces a token's credential. The record keeps its identifier, name, scopes, rate limit and usage. The new token string
    /// gets the lifetime of the first one, from now on. The former token string stays valid for the grace period, and any older
    /// one becomes invalid immediately. If the owner policy does not grant everything that the token has, the token is not
    /// rotated.
    /// </summary>
    /// <param name="ownerId">The identifier of the token's owner.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="gracePeriod">The time for which the former token string stays valid: 0 to 7 days.</param>
    /// <param name="idempotencyKey">The idempotency key: a request that is repeated with the same key runs once.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.NotFound"/>, <see cref="TokenOperationStatus.Inactive"/>,
    /// <see cref="TokenOperationStatus.NotGranted"/>, <see cref="TokenOperationStatus.OwnerInactive"/>,
    /// <see cref="TokenOperationStatus.Conflict"/> after a concurrent change, <see cref="TokenOperationStatus.Repeated"/> or
    /// <see cref="TokenOperationStatus.KeyReused"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gracePeriod"/> is not from 0 to 7 days.</exception>
    public async Task<TokenOperation> RotateAsync(string ownerId, string tokenId, TimeSpan gracePeriod, IdempotencyKey? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        CheckGracePeriod(gracePeriod);
        if (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return TokenOperation.Refused(TokenOperationStatus.NotFound);
        }

        return _operations.Report(TokenEventKind.Rotated, await _operations.Rotation.ForOwnerAsync(token, gracePeriod, idempotencyKey, By(ownerId), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Rotates the presented token itself, which needs the scope <c>tokens:rotate</c>. The scopes stay the same. The new
    /// credential gets the lifetime of the first one again, but never expires after <see cref="ApiToken.RotatableUntil"/>. The
    /// policy for the token's owner is asked as for a rotation by the owner.
    /// </summary>
    /// <param name="tokenId">The identifier of the presented token.</param>
    /// <param name="presented">
    /// The hash of the presented token string. It must match the current credential; or the former one in its grace period, as
    /// long as the credential that it was rotated to has not been used: its client may not have received it.
    /// </param>
    /// <param name="gracePeriod">The time for which the former token string stays valid: 0 to 7 days.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The token, or <see cref="TokenOperationStatus.NotFound"/>, <see cref="TokenOperationStatus.Inactive"/> (also after
    /// <see cref="ApiToken.RotatableUntil"/>), <see cref="TokenOperationStatus.NotGranted"/>,
    /// <see cref="TokenOperationStatus.OwnerInactive"/>, or <see cref="TokenOperationStatus.Conflict"/> when the token was
    /// rotated concurrently.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="presented"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gracePeriod"/> is not from 0 to 7 days.</exception>
    public async Task<TokenOperation> RotateItselfAsync(string tokenId, TokenHash presented, TimeSpan gracePeriod, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(presented);
        CheckGracePeriod(gracePeriod);
        var by = _actor ?? new() { Kind = TokenActorKind.Token, Id = tokenId };
        return await _operations.Store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { } token
            ? _operations.Report(TokenEventKind.Rotated, await _operations.Rotation.ForItselfAsync(token, presented, gracePeriod, by, cancellationToken).ConfigureAwait(false))
            : TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    /// <summary>Returns a token of the owner, or <see langword="null"/> when the owner has no such token.</summary>
    /// <param name="ownerId">The identifier of the token's owner.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> is <see langword="null"/>.</exception>
    public async Task<ApiToken?> FindAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        return await _operations.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { } token && token.OwnerId == ownerId ? token : null;
    }

    /// <summary>Returns one page of an owner's tokens.</summary>
    /// <param name="query">The owner, filters, order and page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentException">The query has no owner, a negative <see cref="TokenQuery.Skip"/>, or a <see cref="TokenQuery.Limit"/> below 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is <see langword="null"/>.</exception>
    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrWhiteSpace(query.OwnerId, nameof(query));
        return _operations.ListAsync(query, cancellationToken);
    }

    /// <summary>Returns entries of the audit trail of one owner's tokens, the latest first.</summary>
    /// <param name="query">The owner, which is required here, the other filters and the page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentException">The query has no owner, or a <see cref="TokenAuditQuery.Limit"/> below 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is <see langword="null"/>.</exception>
    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrWhiteSpace(query.OwnerId, nameof(query));
        return _operations.ListAuditAsync(query, cancellationToken);
    }

    /// <summary>Revokes a token of the owner with all its credentials. The revocation is stored when the method returns. The call is idempotent.</summary>
    /// <param name="ownerId">The identifier of the token's owner.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when the owner has no such token.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> is <see langword="null"/>.</exception>
    public async Task<bool> RevokeAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default) =>
        await RevokeAsync(ownerId, tokenId, expectedVersion: null, cancellationToken).ConfigureAwait(false) == TokenOperationStatus.Succeeded;

    /// <summary>
    /// Revokes every token of the owner, for example when a user is deleted or locked. The revocation is stored when the method
    /// returns. The call is idempotent.
    /// </summary>
    /// <param name="ownerId">The identifier of the tokens' owner.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of tokens revoked.</returns>
    /// <exception cref="ArgumentException"><paramref name="ownerId"/> is <see langword="null"/> or blank.</exception>
    public Task<int> RevokeAllAsync(string ownerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        return _operations.Revocation.RevokeAllAsync(ownerId, By(ownerId), cancellationToken);
    }

    /// <summary>
    /// Revokes a token as the public overload does. Returns <see cref="TokenOperationStatus.Conflict"/> for an active token whose
    /// version is not the expected one.
    /// </summary>
    internal Task<TokenOperationStatus> RevokeAsync(string ownerId, string tokenId, long? expectedVersion, CancellationToken cancellationToken) =>
        _operations.Revocation.RevokeAsync(() => FindAsync(ownerId, tokenId, cancellationToken), expectedVersion, By(ownerId), cancellationToken);

    private TokenActor By(string ownerId) => _actor ?? TokenActor.Owner(ownerId);

    private static void CheckGracePeriod(TimeSpan gracePeriod)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gracePeriod, MaximumGracePeriod);
    }
}
