namespace Dhafnck.McpAuth.Tokens;

/// <summary>Makes credentials: the token string and what the record keeps of it.</summary>
internal sealed class TokenIssuer(JwtOptions options, TimeProvider time)
{
    private readonly JwtSigner _signer = new(options);

    /// <summary>The moment in whole seconds, as NumericDate has them: the record and the JWT then agree on when the token ends.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    public string NewTokenId() => TokenIdentifier.NewTokenId(time.GetUtcNow());

    /// <summary>A credential for a record of this identity, and its string.</summary>
    public (TokenCredential Credential, string Value) Issue(JwtClaims claims)
    {
        var value = _signer.Sign(claims, Now());
        return (new() { Generation = claims.Identifier.Generation, Hash = TokenHash.Of(value) }, value);
    }
}
