using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Connections;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Operations;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Opens, renews and ends the connections of OAuth clients. A connection is a token record: the client's access token is its
/// credential, and each refresh (RFC 6749 §6) rotates that credential. An authorization server uses this class.
/// </summary>
public sealed class ApiTokenConnections
{
    private readonly TokenOperations _operations;
    private readonly ConnectionOpening _opening;
    private readonly ConnectionRenewal _renewal;
    private readonly ConnectionLookup _lookup;

    internal ApiTokenConnections(TokenOperations operations, JwtOptions jwt, ApiTokenOptions limits, ScopeCatalog catalog)
    {
        _operations = operations;
        var terms = new TokenTerms(catalog, jwt.Audiences, limits) { MaximumDays = NewApiToken.MaximumDays };
        _lookup = new(operations.Store, new(jwt), new(jwt), operations.Issuer);
        _renewal = new(operations.Store, operations.Policy, operations.Issuer, limits, operations.Audit);
        _opening = new(operations.Store, operations.Policy, operations.Issuer, terms, limits, _renewal, operations.Audit);
    }

    /// <summary>Returns the active connection of a client with a user's resource that the user has granted, or <see langword="null"/>.</summary>
    /// <param name="ownerId">The identifier of the user.</param>
    /// <param name="clientId">The identifier of the client.</param>
    /// <param name="audience">The resource (RFC 8707).</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/>, <paramref name="clientId"/> or <paramref name="audience"/> is <see langword="null"/>.</exception>
    public Task<ApiToken?> FindAsync(string ownerId, string clientId, string audience, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        ArgumentNullException.ThrowIfNull(clientId);
        ArgumentNullException.ThrowIfNull(audience);
        return _lookup.FindAsync(ownerId, clientId, audience, grantedBy: null, cancellationToken);
    }

    /// <summary>
    /// Opens a connection, after the user has agreed to it. If the client has an active connection with the resource, its record
    /// stays: it gets the scopes in addition to its own, and a new credential. The former access token ends after a minute. Of
    /// concurrent calls for the same client, resource and user, one opens the connection and the others find it.
    /// </summary>
    /// <param name="ownerId">The identifier of the user, 1 to 200 characters.</param>
    /// <param name="request">What is granted.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record with the access token, or <see cref="TokenOperationStatus.Invalid"/>,
    /// <see cref="TokenOperationStatus.OwnerInactive"/>, <see cref="TokenOperationStatus.LimitReached"/> or
    /// <see cref="TokenOperationStatus.Inactive"/>.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="ownerId"/> is blank or longer than 200 characters.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="ownerId"/> or <paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">No signing key is configured.</exception>
    public async Task<TokenOperation> OpenAsync(string ownerId, NewTokenConnection request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownerId.Length, 200, nameof(ownerId));
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            var known = await _lookup.FindAsync(ownerId, request.Client.ClientId, request.Audience, request.GrantedBy, cancellationToken).ConfigureAwait(false);
            var operation = known is null
                ? await _opening.OpenAsync(ownerId, request, cancellationToken).ConfigureAwait(false)
                : await _opening.RenewAsync(known, request, cancellationToken).ConfigureAwait(false);

            // Somebody else has opened or changed the same connection meanwhile: read again and retry.
            if (operation.Status != TokenOperationStatus.Conflict)
            {
                _operations.ReportRequest(operation, known?.RequestedScopes ?? []);
                return known is null ? _operations.Report(TokenEventKind.Created, operation)
                    : known.HasScopesOf(operation.Token) ? operation
                    : _operations.Report(TokenEventKind.Changed, operation);
            }
        }
    }

    /// <summary>
    /// Replaces the access token of a connection. It succeeds once for each generation of the credential, so a refresh token
    /// that names the generation it was issued with cannot be used twice. The former access token ends after a minute.
    /// </summary>
    /// <param name="tokenId">The identifier of the connection's record. Any string is allowed.</param>
    /// <param name="clientId">The identifier of the client.</param>
    /// <param name="generation">The <see cref="ApiTokenCredential.Generation"/> of the current credential, as the client knows it.</param>
    /// <param name="lifetimes">The lifetimes of the new credential.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// The record with the access token, or <see cref="TokenOperationStatus.NotFound"/>,
    /// <see cref="TokenOperationStatus.Conflict"/> for another generation, <see cref="TokenOperationStatus.Inactive"/>,
    /// <see cref="TokenOperationStatus.NotGranted"/> or <see cref="TokenOperationStatus.OwnerInactive"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="tokenId"/>, <paramref name="clientId"/> or <paramref name="lifetimes"/> is <see langword="null"/>.</exception>
    public async Task<TokenOperation> RefreshAsync(string tokenId, string clientId, int generation, ConnectionLifetimes lifetimes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        ArgumentNullException.ThrowIfNull(clientId);
        ArgumentNullException.ThrowIfNull(lifetimes);
        return await _lookup.FindAsync(tokenId, clientId, cancellationToken).ConfigureAwait(false) switch
        {
            null => TokenOperation.Refused(TokenOperationStatus.NotFound),
            var token when token.Credential.Generation != generation => TokenOperation.Refused(TokenOperationStatus.Conflict),
            var token => await _renewal.RenewAsync(token, token, lifetimes, TokenAuditAction.Rotate, Client(clientId), TokenOperation.NotGranted, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Ends a connection: revokes its record with all its credentials. The call is idempotent.</summary>
    /// <param name="tokenId">The identifier of the connection's record. Any string is allowed.</param>
    /// <param name="clientId">The identifier of the client.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when the client has no such connection.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tokenId"/> or <paramref name="clientId"/> is <see langword="null"/>.</exception>
    public async Task<bool> EndAsync(string tokenId, string clientId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenId);
        ArgumentNullException.ThrowIfNull(clientId);
        while (await _lookup.FindAsync(tokenId, clientId, cancellationToken).ConfigureAwait(false) is { } token)
        {
            // A concurrent change must not keep the connection alive: read again and retry.
            if (await _operations.Revocation.TryRevokeAsync(token, Client(clientId), cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends the connection that an access token belongs to (RFC 7009). The call is idempotent.</summary>
    /// <param name="accessToken">The access token, as presented. Any string is allowed.</param>
    /// <param name="clientId">The identifier of the client that presents it.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns><see langword="false"/> when it is not an access token of the client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> or <paramref name="clientId"/> is <see langword="null"/>.</exception>
    public async Task<bool> EndByAccessTokenAsync(string accessToken, string clientId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        ArgumentNullException.ThrowIfNull(clientId);
        return await _lookup.FindByAccessTokenAsync(accessToken, clientId, cancellationToken).ConfigureAwait(false) is { } token
            && await EndAsync(token.Id, clientId, cancellationToken).ConfigureAwait(false);
    }

    private static TokenActor Client(string clientId) => new() { Kind = TokenActorKind.Client, Id = clientId };
}
