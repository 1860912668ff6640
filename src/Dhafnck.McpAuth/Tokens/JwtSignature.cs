using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Has IdentityModel check the signature, the issuer and the audience of a token whose form holds. Whether it is expired, the caller asks.
/// </summary>
internal sealed class JwtSignature(string issuer, IEnumerable<string> audiences, IEnumerable<string> algorithms)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = JwtForm.MaximumLength };
    private readonly string[] _audiences = [.. audiences];
    private readonly string[] _algorithms = [.. algorithms];

    /// <summary>The token, signed with one of these keys; or why it is refused, for the log.</summary>
    public async ValueTask<(JsonWebToken? Token, string? Failure)> CheckAsync(string token, IReadOnlyList<SecurityKey> keys)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAlgorithms = _algorithms,
            ValidIssuer = issuer,
            ValidAudiences = _audiences,
            // These keys alone, whatever the header's kid, x5t or jwk would choose.
            IssuerSigningKeyResolver = (_, _, _, _) => keys,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            RequireSignedTokens = true,
            // The clock is the application's TimeProvider, and "expired" is told only to a token that holds otherwise.
            ValidateLifetime = false,
        };
        try
        {
            var result = await _handler.ValidateTokenAsync(token, parameters).ConfigureAwait(false);

            // The exception's type says what failed; its message can quote the token.
            return result.IsValid ? ((JsonWebToken)result.SecurityToken, null) : (null, result.Exception?.GetType().Name ?? "not valid");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            return (null, exception.GetType().Name);
        }
    }
}
