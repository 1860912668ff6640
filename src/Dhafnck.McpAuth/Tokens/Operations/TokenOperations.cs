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
        var audit = new TokenAuditTrail(store, time);
        var terms = new TokenTerms(catalog, jwt.Audiences);
        var issuer = new TokenIssuer(jwt, time);
        var policy = new TokenOwnerPolicyCheck(owners, audit, time);
        var claims = new IdempotencyClaims(store, issuer, limits);
        Creation = new(store, policy, issuer, claims, terms, limits, audit);
        Editing = new(store, policy, issuer, terms, audit);
        Rotation = new(store, policy, issuer, claims, audit);
        Revocation = new(store, issuer, audit, events);
        Granting = new(store, issuer, catalog, audit);
    }

    public ITokenStore Store { get; }

    public TokenCreation Creation { get; }

    public TokenEditing Editing { get; }

    public TokenRotation Rotation { get; }

    public TokenRevocation Revocation { get; }

    public ScopeGranting Granting { get; }

    /// <summary>Returns a record, or <see langword="null"/> when there is none with the identifier, which can be any string.</summary>
    public async Task<ApiToken?> FindAsync(string tokenId, CancellationToken cancellationToken) =>
        TokenIdentifier.IsTokenId(tokenId) ? await Store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Reports a successful operation as an event.</summary>
    public TokenOperation Report(TokenEventKind kind, TokenOperation operation)
    {
        if (operation.Succeeded)
        {
            _events?.Report(kind, operation.Token.Id, operation.Token.OwnerId);
        }

        return operation;
    }
}
