using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Operations.Idempotency;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Creates a token, once per idempotency key.</summary>
internal sealed class TokenCreation(
    ITokenStore store,
    TokenOwnerPolicyCheck policy,
    TokenIssuer issuer,
    IdempotencyClaims claims,
    TokenTerms terms,
    ApiTokenOptions limits,
    TokenAuditTrail audit)
{
    public async Task<TokenOperation> CreateAsync(string ownerId, NewApiToken request, IdempotencyKey? idempotencyKey, TokenActor by, CancellationToken cancellationToken)
    {
        if (TokenFields.Validate(request, terms) is { Count: > 0 } errors)
        {
            return TokenOperation.Invalid(errors);
        }

        if (await claims.FindAsync(ownerId, idempotencyKey, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var identifier = new TokenIdentifier(issuer.NewTokenId(), Generation: 1);
        var now = issuer.Now();
        var jwtClaims = new JwtClaims(identifier, ownerId, AudienceField.Of(request.Audience, terms), now + ExpiresInDaysField.Of(request, terms)) { KeyThumbprint = request.KeyThumbprint };
        var (credential, value) = issuer.Issue(jwtClaims);
        var token = TokenFields.Create(request, jwtClaims, credential, now, by.Id).AwaitingApproval([], terms.For(by));
        if (await policy.CheckAsync(token, TokenAuditAction.Create, by, TokenOperation.Invalid, cancellationToken).ConfigureAwait(false) is { } notGranted)
        {
            return notGranted;
        }

        var claim = claims.Of(ownerId, identifier, idempotencyKey);
        var entry = audit.Entry(TokenAuditAction.Create, by, token, TokenAuditDetail.Of(token));
        return await store.AddAsync(token, limits.ActiveTokensPerOwner, claim, entry, cancellationToken).ConfigureAwait(false) switch
        {
            TokenAddition.Added => TokenOperation.Made(token, value),
            TokenAddition.LimitReached => TokenOperation.Refused(TokenOperationStatus.LimitReached),
            TokenAddition.KeyUsed => await claims.FindAsync(ownerId, idempotencyKey, cancellationToken).ConfigureAwait(false),
            _ => null,
        } ?? TokenOperation.Refused(TokenOperationStatus.Conflict);
    }
}
