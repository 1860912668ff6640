using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Operations.Idempotency;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>The operations on the records of one store.</summary>
internal sealed class TokenOperations
{
    private readonly TokenEvents? _events;

    public TokenOperations(ITokenStore store, ITokenOwnerPolicy owners, JwtOptions jwt, ApiTokenOptions limits, ScopeCatalog catalog, TimeProvider time, TokenEvents? events)
    {
        (Store, _events) = (store, events);
        Audit = new(store, time);
        Issuer = new(jwt, time);
        Policy = new(owners, Audit, time);
        var terms = new TokenTerms(catalog, jwt.Audiences, limits);
        var claims = new IdempotencyClaims(store, Issuer, limits);
        Creation = new(store, Policy, Issuer, claims, terms, limits, Audit);
        Editing = new(store, Policy, Issuer, terms, Audit);
        Rotation = new(store, Policy, Issuer, claims, limits, Audit);
        Revocation = new(store, Issuer, Audit, events);
        Granting = new(store, Issuer, catalog, Audit, events);
        Leaks = new(store, jwt, Issuer, Revocation, events);
        Expiry = new(store, Issuer, Audit, events);
    }

    public ITokenStore Store { get; }

    public TokenIssuer Issuer { get; }

    public TokenOwnerPolicyCheck Policy { get; }

    public TokenAuditTrail Audit { get; }

    public TokenCreation Creation { get; }

    public TokenEditing Editing { get; }

    public TokenRotation Rotation { get; }

    public TokenRevocation Revocation { get; }

    public ScopeGranting Granting { get; }

    public LeakedTokens Leaks { get; }

    public TokenExpiry Expiry { get; }

    /// <summary>Returns a record, or <see langword="null"/> when there is none with the identifier, which can be any string.</summary>
    public async Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken) =>
        TokenIdentifier.IsTokenId(tokenId) ? await Store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Returns one page of the records.</summary>
    public Task<ApiTokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.Skip, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return Store.ListAsync(query, cancellationToken);
    }

    /// <summary>Returns entries of the audit trail, the latest first.</summary>
    public Task<IReadOnlyList<TokenAuditEntry>> ListAuditAsync(TokenAuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return Store.ListAuditAsync(query, cancellationToken);
    }

    /// <summary>Reports a successful operation as an event.</summary>
    public TokenOperation Report(TokenEventKind kind, TokenOperation operation)
    {
        if (operation.Succeeded)
        {
            _events?.Report(kind, operation.Token.Id, operation.Token.OwnerId);
        }

        return operation;
    }

    /// <summary>Reports an operation as <see cref="Report"/> does, and the scopes that wait for approval since then.</summary>
    public TokenOperation ReportGrant(TokenEventKind kind, TokenOperation operation, IReadOnlyList<string> requestedBefore)
    {
        ReportRequest(operation, requestedBefore);
        return Report(kind, operation);
    }

    /// <summary>Reports the scopes that wait for approval since a successful operation.</summary>
    public void ReportRequest(TokenOperation operation, IReadOnlyList<string> requestedBefore)
    {
        if (operation.Succeeded && operation.Token.RequestedScopes.Except(requestedBefore, StringComparer.Ordinal).Any())
        {
            _events?.Report(TokenEventKind.ScopeRequested, operation.Token.Id, operation.Token.OwnerId);
        }
    }
}
