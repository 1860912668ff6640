using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens.Operations;
using Dhafnck.McpAuth.Tokens.Stores;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Manages the tokens of all owners, on behalf of an administrator. The admin endpoints and the command line use it. It checks no
/// permission: the caller does. Each change is in the audit trail, with the administrator and the address.
/// </summary>
public sealed class ApiTokenAdministration
{
    private readonly TokenOperations _operations;
    private readonly TokenRetention _retention;

    internal ApiTokenAdministration(TokenOperations operations, TokenRetention retention) => (_operations, _retention) = (operations, retention);

    /// <summary>Returns a token of any owner, or <see langword="null"/>.</summary>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default) => _operations.FindAsync(tokenId, cancellationToken);

    /// <summary>Returns one page of the tokens of all owners, or of one.</summary>
    /// <param name="query">The filters, the order and the page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The query has a negative <see cref="TokenQuery.Skip"/>, or a <see cref="TokenQuery.Limit"/> below 1.</exception>
    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _operations.ListAsync(query, cancellationToken);
    }

    /// <summary>Returns entries of the audit trail, the latest first.</summary>
    /// <param name="query">The filters and the page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The query has a <see cref="TokenAuditQuery.Limit"/> below 1.</exception>
    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _operations.ListAuditAsync(query, cancellationToken);
    }

    /// <summary>Revokes a token with all its credentials. The revocation is stored when the method returns. The call is idempotent.</summary>
    /// <param name="by">Who revokes the token.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="expectedVersion">The <see cref="ApiToken.Version"/> to revoke, or <see langword="null"/> for any version.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// <see cref="TokenOperationStatus.Succeeded"/>, <see cref="TokenOperationStatus.NotFound"/>, or
    /// <see cref="TokenOperationStatus.Conflict"/> for an active token of another version.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> is <see langword="null"/>.</exception>
    public Task<TokenOperationStatus> RevokeAsync(TokenActor by, string tokenId, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        return _operations.Revocation.RevokeAsync(() => FindAsync(tokenId, cancellationToken), expectedVersion, by, cancellationToken);
    }

    /// <summary>Revokes every token of an owner, atomically. The call is idempotent.</summary>
    /// <param name="by">Who revokes the tokens.</param>
    /// <param name="ownerId">The identifier of the tokens' owner.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of tokens revoked.</returns>
    /// <exception cref="ArgumentException"><paramref name="ownerId"/> is <see langword="null"/> or blank.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> is <see langword="null"/>.</exception>
    public Task<int> RevokeAllAsync(TokenActor by, string ownerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        return _operations.Revocation.RevokeAllAsync(ownerId, by, cancellationToken);
    }

    /// <summary>
    /// Revokes every token whose current credential was issued at a time or later, such as after a leak of the signing key. The
    /// tokens are revoked one after another. The call is idempotent: repeat it when it was interrupted.
    /// </summary>
    /// <param name="by">Who revokes the tokens.</param>
    /// <param name="from">The time, UTC. It is compared with <see cref="ApiToken.IssuedAt"/>, as <see cref="TokenQuery.IssuedFrom"/> does.</param>
    /// <param name="ownerId">The identifier of the tokens' owner, or <see langword="null"/> for all owners.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The number of tokens revoked.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> is <see langword="null"/>.</exception>
    public Task<int> RevokeIssuedAsync(TokenActor by, DateTimeOffset from, string? ownerId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        return _operations.Revocation.RevokeIssuedAsync(from, ownerId, by, cancellationToken);
    }

    /// <summary>
    /// Grants a scope to a token, from its next request on. Besides the scopes that owners can grant, it can be <c>mcp:admin</c>.
    /// The owner policy is not asked: the administrator decides. A refusal is in the audit trail.
    /// </summary>
    /// <param name="by">Who grants the scope.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="expectedVersion">The <see cref="ApiToken.Version"/> to change, or <see langword="null"/> for any version.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record, also when it had the scope before, or <see cref="TokenOperationStatus.NotFound"/>,
    /// <see cref="TokenOperationStatus.Invalid"/>, <see cref="TokenOperationStatus.Inactive"/>, or
    /// <see cref="TokenOperationStatus.Conflict"/> for another version without the scope.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> or <paramref name="scope"/> is <see langword="null"/>.</exception>
    public async Task<TokenOperation> GrantScopeAsync(TokenActor by, string tokenId, string scope, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(scope);
        return _operations.Report(
            TokenEventKind.Changed,
            await _operations.Granting.GrantAsync(() => FindAsync(tokenId, cancellationToken), scope, expectedVersion, by, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Denies a scope that a token waits for (<see cref="ApiToken.RequestedScopes"/>). <see cref="GrantScopeAsync"/> approves it. The
    /// owner can request the scope again.
    /// </summary>
    /// <param name="by">Who denies the scope.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="expectedVersion">The <see cref="ApiToken.Version"/> to change, or <see langword="null"/> for any version.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record, also when it did not wait for the scope, or <see cref="TokenOperationStatus.NotFound"/>, or
    /// <see cref="TokenOperationStatus.Conflict"/> for another version that waits for it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> or <paramref name="scope"/> is <see langword="null"/>.</exception>
    public Task<TokenOperation> DenyScopeAsync(TokenActor by, string tokenId, string scope, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(scope);
        return _operations.Granting.DenyAsync(() => FindAsync(tokenId, cancellationToken), scope, expectedVersion, by, cancellationToken);
    }

    /// <summary>Takes a scope away from a token, from its next request on. A token without any scope can do nothing.</summary>
    /// <param name="by">Who takes the scope away.</param>
    /// <param name="tokenId">The token's identifier. Any string is allowed.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The record, also when it did not have the scope, or <see cref="TokenOperationStatus.NotFound"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="by"/> or <paramref name="scope"/> is <see langword="null"/>.</exception>
    public async Task<TokenOperation> RemoveScopeAsync(TokenActor by, string tokenId, string scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(scope);
        return _operations.Report(
            TokenEventKind.Changed,
            await _operations.Granting.RemoveAsync(() => FindAsync(tokenId, cancellationToken), scope, by, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes what the settings no longer keep, as every process does once an hour: expired records, idempotency keys, and entries of the audit trail.</summary>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task<TokenPruning> PruneAsync(CancellationToken cancellationToken = default) => _retention.PruneAsync(cancellationToken);
}
