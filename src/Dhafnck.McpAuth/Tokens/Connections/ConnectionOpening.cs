using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Fields;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Operations;

namespace Dhafnck.McpAuth.Tokens.Connections;

/// <summary>Creates the record of a connection, or renews the one that exists with what is granted now.</summary>
internal sealed class ConnectionOpening(
    ITokenStore store,
    TokenOwnerPolicyCheck policy,
    TokenIssuer issuer,
    TokenTerms terms,
    ApiTokenOptions limits,
    ConnectionRenewal renewal,
    TokenAuditTrail audit)
{
    private static readonly ApiTokenCredential None = new() { Generation = 0, Hash = TokenHash.Compute("") };

    public async Task<TokenOperation> OpenAsync(string ownerId, NewTokenConnection request, CancellationToken cancellationToken)
    {
        if (Validate(request) is { Count: > 0 } errors)
        {
            return TokenOperation.Invalid(errors);
        }

        var by = Actor(request, ownerId);
        var now = issuer.Now();
        var end = now.AddDays(Math.Min(request.EndsInDays, limits.MaximumDays));
        var token = new ApiToken
        {
            Id = issuer.NewTokenId(),
            OwnerId = ownerId,
            Name = request.Client.ClientName,
            Scopes = ScopesField.Of(request.Scopes),
            Audience = request.Audience,
            RateLimit = request.RateLimit,
            AllowedAddresses = AllowedAddressesField.Of([.. limits.ConnectionAddresses]),
            CreatedAt = now,
            IssuedAt = now,
            ExpiresAt = renewal.EndOf(request.Lifetimes.Unused, end),
            Lifetime = request.Lifetimes.Unused,
            RotatableUntil = end,
            Credential = None,
            History = [new() { Action = TokenHistoryAction.Created, At = now, By = request.GrantedBy ?? ownerId }],
            Connection = request.Client,
        };
        token = token.AwaitingApproval([], terms);
        if (await policy.CheckAsync(token, TokenAuditAction.Create, by, TokenOperation.Invalid, cancellationToken).ConfigureAwait(false) is { } notGranted)
        {
            return notGranted;
        }

        var (credential, value) = renewal.Issue(token, generation: 1, request.Lifetimes);
        token = token with { Credential = credential };
        var entry = audit.Entry(TokenAuditAction.Create, by, token, TokenAuditDetail.Of(token));
        return await store.AddAsync(token, limits.ActiveTokensPerOwner, audit: entry, cancellationToken: cancellationToken).ConfigureAwait(false) switch
        {
            TokenAddition.Added => TokenOperation.Made(token, value),
            TokenAddition.LimitReached => TokenOperation.Refused(TokenOperationStatus.LimitReached),
            _ => TokenOperation.Refused(TokenOperationStatus.Conflict),
        };
    }

    /// <summary>Renews a connection with what is granted now: a user adds scopes to it, and somebody else decides about all of them again.</summary>
    public async Task<TokenOperation> RenewAsync(ApiToken token, NewTokenConnection request, CancellationToken cancellationToken)
    {
        if (Validate(request) is { Count: > 0 } errors)
        {
            return TokenOperation.Invalid(errors);
        }

        // A connection that is older than the rule gets its addresses when it is granted anew.
        var addresses = limits.RequireAllowedAddresses && token.AllowedAddresses.Count == 0 ? AllowedAddressesField.Of([.. limits.ConnectionAddresses]) : token.AllowedAddresses;
        var granted = (token with { Scopes = ScopesField.Of(request.GrantedBy is null ? [.. token.WantedScopes(), .. request.Scopes] : request.Scopes) }).AwaitingApproval(token.Scopes, terms);
        var changed = (token.HasScopesOf(granted) ? token : granted.Recorded(TokenHistoryAction.Changed, issuer.Now(), token.CreatedBy())) with { AllowedAddresses = addresses };
        return await renewal.RenewAsync(token, changed, request.Lifetimes, TokenAuditAction.Change, Actor(request, token.OwnerId), TokenOperation.Invalid, cancellationToken).ConfigureAwait(false);
    }

    private static TokenActor Actor(NewTokenConnection request, string ownerId) =>
        request.GrantedBy is { } granter ? new() { Kind = TokenActorKind.Application, Id = granter } : TokenActor.Owner(ownerId);

    private Dictionary<string, string[]> Validate(NewTokenConnection request) => TokenFields.Validate(
        new NewApiToken
        {
            Name = request.Client.ClientName,
            Scopes = request.Scopes,
            Audience = request.Audience,
            RateLimit = request.RateLimit,
            AllowedAddresses = [.. limits.ConnectionAddresses],
            ExpiresInDays = request.EndsInDays,
        },
        terms);
}
