using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Creates token strings: signed JWTs that contain nothing that can become stale.</summary>
internal sealed class JwtSigner(JwtOptions options)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials? _credentials =
        SigningKey.From(options) is { } key ? new(key, SigningKey.Algorithm) : null;

    public string Sign(JwtClaims claims, DateTimeOffset issuedAt)
    {
        var others = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = claims.Subject,
            [JwtRegisteredClaimNames.Jti] = claims.Identifier.ToString(),
        };
        if (claims.ClientId is { } clientId)
        {
            others[JwtForm.ClientIdClaim] = clientId;
        }

        if (claims.KeyThumbprint is { } thumbprint)
        {
            others[KeyConfirmation.Claim] = KeyConfirmation.Of(thumbprint);
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = SigningKey.TokenType,
            Issuer = options.Issuer,
            Audience = claims.Audience,
            IssuedAt = issuedAt.UtcDateTime,
            Expires = claims.ExpiresAt.UtcDateTime,
            Claims = others,
            SigningCredentials = _credentials
                ?? throw new InvalidOperationException("No signing key is configured: set JWT_SECRET_KEY."),
        });
    }
}
