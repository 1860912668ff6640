using System.Text;
using Dhafnck.McpAuth.Scopes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Checks the tokens of the issuers that are trusted beside our own. Whether one is expired, the caller asks.</summary>
internal sealed class TrustedIssuerVerifier(JwtOptions options, TimeProvider time)
{
    // The clocks of two systems; how long a token lives is not stretched by it.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = JwtVerifier.MaximumLength };
    private readonly Dictionary<string, TokenValidationParameters> _issuers = options.TrustedIssuers.ToDictionary(
        issuer => issuer.Issuer,
        issuer => new TokenValidationParameters
        {
            ValidAlgorithms = [SigningKey.Algorithm],
            ValidIssuer = issuer.Issuer,
            ValidAudiences = issuer.Audiences,
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(issuer.SecretKey ?? "")),
            IgnoreTrailingSlashWhenValidatingAudience = false,
            RequireSignedTokens = true,
            ValidateLifetime = false,
        },
        StringComparer.Ordinal);

    /// <summary>Whether the token says that it is of one of these issuers, which is all that is known of it then.</summary>
    public bool Claims(string token) => _issuers.Count > 0 && ReadIssuer(token) is { } issuer && _issuers.ContainsKey(issuer);

    /// <summary>What a token of one of these issuers says, or why it is refused.</summary>
    public async ValueTask<(ForeignJwt? Jwt, string? Failure)> VerifyAsync(string token)
    {
        var parameters = _issuers[ReadIssuer(token)!];
        var result = await _handler.ValidateTokenAsync(token, parameters).ConfigureAwait(false);
        if (!result.IsValid)
        {
            return (null, result.Exception?.GetType().Name ?? "not valid");
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        if (jwt.ValidTo == default || string.IsNullOrEmpty(jwt.Subject))
        {
            return (null, "exp or sub is missing");
        }

        return jwt.ValidFrom > time.GetUtcNow().UtcDateTime + ClockSkew
            ? (null, "not valid yet")
            : (new(parameters.ValidIssuer, jwt.Subject, jwt.Audiences.First(parameters.ValidAudiences.Contains), ReadScopes(jwt), new(jwt.ValidTo, TimeSpan.Zero)), null);
    }

    private static string[] ReadScopes(JsonWebToken jwt) =>
    [
        .. jwt.Claims
            .Where(claim => claim.Type is "scope" or "scopes" or "scp")
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(scope => ScopeToken.IsValid(scope) && scope is not (McpScopes.Admin or McpScopes.RotateTokens))
            .Distinct(StringComparer.Ordinal),
    ];

    private string? ReadIssuer(string token)
    {
        try
        {
            return JwtVerifier.IsCompactJws(token) ? _handler.ReadJsonWebToken(token).Issuer : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}
