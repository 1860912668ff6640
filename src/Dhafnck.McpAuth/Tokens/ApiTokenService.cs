using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Makes and ends tokens for an owner: what the REST endpoints call, for an application's own code.
/// It never touches a token of another owner.
/// </summary>
public sealed class ApiTokenService
{
    private readonly ITokenStore _store;
    private readonly JwtSigner _signer;
    private readonly NewApiTokenValidator _validator;
    private readonly JwtOptions _jwt;
    private readonly TimeProvider _time;

    internal ApiTokenService(ITokenStore store, JwtOptions jwt, ScopeCatalog catalog, TimeProvider time)
    {
        _store = store;
        _signer = new(jwt);
        _validator = new(catalog, jwt);
        _jwt = jwt;
        _time = time;
    }

    /// <summary>Makes a token. It is stored when this returns.</summary>
    /// <param name="ownerId">Whose token it is: the application's stable identifier of the user, 1 to 200 characters.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is no key to sign with.</exception>
    public async Task<TokenCreation> CreateAsync(string ownerId, NewApiToken request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ownerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownerId.Length, 200);
        ArgumentNullException.ThrowIfNull(request);
        var errors = _validator.Validate(request);
        if (errors.Count > 0)
        {
            return new(errors);
        }

        var now = Now();
        var identifier = new TokenIdentifier(TokenIdentifier.NewTokenId(_time.GetUtcNow()), Generation: 1);
        var claims = new JwtClaims(identifier, ownerId, request.Audience ?? _jwt.Audiences[0], now.AddDays(request.ExpiresInDays));
        var value = _signer.Sign(claims, now);
        var token = new ApiToken
        {
            Id = identifier.TokenId,
            OwnerId = claims.Subject,
            Name = request.Name!.Trim(),
            Scopes = [.. request.Scopes!.OfType<string>().Distinct(StringComparer.Ordinal)],
            Audience = claims.Audience,
            RateLimit = request.RateLimit,
            Metadata = request.Metadata?.ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal) ?? [],
            CreatedAt = now,
            ExpiresAt = claims.ExpiresAt,
            Credential = new() { Generation = identifier.Generation, Hash = TokenHash.Of(value) },
        };
        await _store.AddAsync(token, cancellationToken).ConfigureAwait(false);
        return new(new IssuedToken(token, value));
    }

    /// <summary>A token of the owner, or <see langword="null"/>.</summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ApiToken?> FindAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerId);
        return TokenIdentifier.IsTokenId(tokenId)
            && await _store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is { } token
            && token.OwnerId == ownerId
                ? token
                : null;
    }

    /// <summary>The tokens of one owner, newest first.</summary>
    /// <param name="query">Whose tokens, and which part of the list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TokenPage> ListAsync(TokenQuery query, CancellationToken cancellationToken = default) =>
        _store.ListAsync(query, cancellationToken);

    /// <summary>Revokes a token of the owner, all its credentials at once. It is stored when this returns, and can be repeated.</summary>
    /// <param name="ownerId">Whose token.</param>
    /// <param name="tokenId">The token's identifier; may be any string.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the owner has no such token.</returns>
    public async Task<bool> RevokeAsync(string ownerId, string tokenId, CancellationToken cancellationToken = default)
    {
        while (await FindAsync(ownerId, tokenId, cancellationToken).ConfigureAwait(false) is { } token)
        {
            // Losing to another change is no reason to leave the token alive: read again, try again.
            if (token.RevokedAt is not null
                || await _store.TryUpdateAsync(token with { RevokedAt = Now(), FormerCredential = null }, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    // Whole seconds, as NumericDate has them: the record and the JWT then agree on when the token ends.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
}
