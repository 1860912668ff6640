namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Creates credentials: the token string, and what the record keeps of it.</summary>
internal sealed class TokenIssuer(JwtOptions options, TimeProvider time)
{
    private readonly JwtSigner _signer = new(options);
    private readonly TokenShape _shape = new(options);

    /// <summary>Returns the current time in whole seconds, like NumericDate, so that the record and the JWT expire at the same time.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    public string NewTokenId() => TokenIdentifier.NewTokenId(time.GetUtcNow());

    /// <summary>Creates a credential with these claims, and its token string.</summary>
    public (ApiTokenCredential Credential, string Value) Issue(JwtClaims claims)
    {
        var value = _shape.Of(_signer.Sign(claims, Now()));
        return (new() { Generation = claims.Identifier.Generation, Hash = TokenHash.Compute(value) }, value);
    }
}
