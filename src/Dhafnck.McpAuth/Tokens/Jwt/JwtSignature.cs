using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Checks the signature, issuer and audience of a well-formed token with IdentityModel. The caller checks the expiry.</summary>
internal sealed class JwtSignature(IEnumerable<string> issuers, IEnumerable<string> audiences, IEnumerable<string> algorithms, bool needsAudience = true, bool needsIssuer = true)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = CompactJwt.MaximumLength };
    private readonly string[] _issuers = [.. issuers];
    private readonly string[] _audiences = [.. audiences];
    private readonly string[] _algorithms = [.. algorithms];

    /// <summary>Returns the verified token, or why it is refused, for the log.</summary>
    public async ValueTask<(JsonWebToken? Token, string? Failure)> CheckAsync(string token, IReadOnlyList<SecurityKey> keys)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAlgorithms = _algorithms,
            ValidateIssuer = needsIssuer,
            ValidIssuers = _issuers,
            ValidateAudience = needsAudience,
            ValidAudiences = _audiences,
            // Use only these keys, regardless of the header's kid, x5t or jwk.
            IssuerSigningKeyResolver = (_, _, _, _) => keys,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            RequireSignedTokens = true,
            // Expiry is checked against the application's TimeProvider. "Expired" is reported only for a token that is valid otherwise.
            ValidateLifetime = false,
        };
        try
        {
            var result = await _handler.ValidateTokenAsync(token, parameters).ConfigureAwait(false);

            // Log only the exception's type: its message can quote the token.
            return result.IsValid ? ((JsonWebToken)result.SecurityToken, null) : (null, result.Exception?.GetType().Name ?? "not valid");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            return (null, exception.GetType().Name);
        }
    }
}
