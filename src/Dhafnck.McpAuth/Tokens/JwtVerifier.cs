using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>Checks the form, signature and claims of a token of our own issuer. Whether it is expired, the caller asks.</summary>
internal sealed class JwtVerifier
{
    public const int MaximumLength = 4096;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaximumLength };
    private readonly TokenValidationParameters? _parameters;

    public JwtVerifier(JwtOptions options)
    {
        if (SigningKey.From(options) is { } key)
        {
            _parameters = new()
            {
                ValidAlgorithms = [SigningKey.Algorithm],
                ValidTypes = [SigningKey.TokenType],
                ValidIssuer = options.Issuer,
                ValidAudiences = options.Audiences,
                IssuerSigningKey = key,
                IgnoreTrailingSlashWhenValidatingAudience = false,
                RequireSignedTokens = true,
                // The clock is the application's TimeProvider, and "expired" is told only to a token that holds otherwise.
                ValidateLifetime = false,
            };
        }
    }

    public async ValueTask<JwtVerification> VerifyAsync(string token)
    {
        if (_parameters is null)
        {
            return JwtVerification.Failed("no key is configured");
        }

        if (!IsCompactJws(token))
        {
            return JwtVerification.Failed("not three base64url segments of bounded length");
        }

        var result = await _handler.ValidateTokenAsync(token, _parameters).ConfigureAwait(false);
        if (!result.IsValid)
        {
            // The exception's type says what failed; its message can quote the token.
            return JwtVerification.Failed(result.Exception?.GetType().Name ?? "not valid");
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        return TokenIdentifier.Parse(jwt.Id) is { } identifier
            && jwt.Subject is { Length: > 0 } subject
            && jwt.Audiences.ToArray() is [var audience]
            && jwt.ValidTo != default
                ? new(new(identifier, subject, audience, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)), null)
                : JwtVerification.Failed("a claim is missing or repeated");
    }

    public static bool IsCompactJws(string token)
    {
        if (token.Length is 0 or > MaximumLength)
        {
            return false;
        }

        var dots = 0;
        foreach (var c in token)
        {
            if (c == '.')
            {
                dots++;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return dots == 2;
    }
}
