using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

/// <summary>Another system that signs tokens and publishes its keys, on a loopback port.</summary>
internal sealed class IdentityIssuer : IAsyncDisposable
{
    public const string KeyId = "key-1";

    // One for all issuers: making an RSA key takes longer than most of the tests.
    private static readonly RSA Rsa = RSA.Create(2048);

    private readonly WebApplication _app;

    private IdentityIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => IsDown ? Results.StatusCode(503) : Results.Json(new { issuer = Address, jwks_uri = Address + "/keys" }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = KeyId, n = Encode(Public.Modulus), e = Encode(Public.Exponent) } } }));
    }

    /// <summary>The issuer identifier.</summary>
    public string Address => _app.Urls.First();

    public bool IsDown { get; set; }

    /// <summary>The key that the issuer signs with.</summary>
    public static SigningCredentials Credentials => new(new RsaSecurityKey(Rsa) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256);

    /// <summary>The published key in PEM, as an attacker finds it.</summary>
    public static string PublicPem => Rsa.ExportSubjectPublicKeyInfoPem();

    private static RSAParameters Public => Rsa.ExportParameters(includePrivateParameters: false);

    public static async Task<IdentityIssuer> StartAsync()
    {
        var issuer = new IdentityIssuer();
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>Signs a token with claims. A change can make anything of it.</summary>
    public string Sign(IReadOnlyDictionary<string, object> claims, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Address,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object>(claims),
            SigningCredentials = Credentials,
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static string Encode(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
}
