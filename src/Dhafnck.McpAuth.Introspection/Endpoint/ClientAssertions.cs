using System.Security.Cryptography;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Introspection.Endpoint;

/// <summary>Signs the assertions with which a client authenticates by its private key (RFC 7523 §3).</summary>
internal sealed class ClientAssertions(IntrospectionOptions options, TimeProvider time)
{
    // The explicit type (RFC 8725 section 3.11) that the revision of RFC 7523 gives client assertions. OpenIddict accepts no other.
    private const string TokenType = "client-authentication+jwt";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials = Read(options.PrivateKey, options.PrivateKeyId) ?? throw new ArgumentException("The private key cannot be used.", nameof(options));

    /// <summary>Reads a key in PEM, and the algorithm that belongs to it; <see langword="null"/> if it cannot be used.</summary>
    public static SigningCredentials? Read(string? pem, string? keyId)
    {
        try
        {
            return pem is null ? null : ReadRsa(pem, keyId) ?? ReadCurve(pem, keyId);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Creates an assertion, which is used once.</summary>
    public ClientAssertion Create()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new()
        {
            Type = OidcConstants.ClientAssertionTypes.JwtBearer,
            Value = _handler.CreateToken(new SecurityTokenDescriptor
            {
                TokenType = TokenType,
                Issuer = options.ClientId,
                Audience = options.AssertionAudience ?? options.Issuer,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = options.ClientId, [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N") },
                SigningCredentials = _credentials,
            }),
        };
    }

    private static SigningCredentials? ReadRsa(string pem, string? keyId)
    {
        const int MinimumBits = 2048;
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= MinimumBits ? new(new RsaSecurityKey(rsa) { KeyId = keyId }, SecurityAlgorithms.RsaSha256) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            return null;
        }
    }

    private static SigningCredentials? ReadCurve(string pem, string? keyId)
    {
        var curve = ECDsa.Create();
        curve.ImportFromPem(pem);
        var algorithm = curve.KeySize switch
        {
            256 => SecurityAlgorithms.EcdsaSha256,
            384 => SecurityAlgorithms.EcdsaSha384,
            521 => SecurityAlgorithms.EcdsaSha512,
            _ => null,
        };
        return algorithm is null ? null : new(new ECDsaSecurityKey(curve) { KeyId = keyId }, algorithm);
    }
}
