using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Testing;

/// <summary>A key of a <see cref="FakeIssuer"/>.</summary>
internal sealed class FakeIssuerKey : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly string _id = Guid.CreateVersion7().ToString("N");

    /// <summary>Returns the public part of the key as a JWK (RFC 7517 §4).</summary>
    public Dictionary<string, string> ToJwk()
    {
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = SecurityAlgorithms.RsaSha256,
            ["kid"] = _id,
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }

    public string Sign(FakeIssuerToken token, string issuer, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = token.Subject,
            [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7().ToString("N"),
            ["scope"] = string.Join(' ', token.Scopes),
        };
        foreach (var (name, value) in token.Claims)
        {
            claims[name] = value;
        }

        // The handler caches what it signs with under the key's identifier, and a replaced key is disposed of.
        var key = new RsaSecurityKey(_rsa) { KeyId = _id, CryptoProviderFactory = new() { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = token.Audience,
            IssuedAt = now.UtcDateTime,
            Expires = now.UtcDateTime + token.Lifetime,
            Claims = claims,
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        });
    }

    public void Dispose() => _rsa.Dispose();
}
