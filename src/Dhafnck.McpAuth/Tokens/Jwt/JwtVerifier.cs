using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>Verifies the signature and claims of a token of this server's own issuer. The caller checks the expiry.</summary>
internal sealed class JwtVerifier(JwtOptions options)
{
    private const int MaximumLength = 4096;

    private readonly JwtSignature _signature = new([options.Issuer], options.Audiences, [SigningKey.Algorithm]);
    private readonly IReadOnlyList<SymmetricSecurityKey> _keys = SigningKey.AllFrom(options);

    public async ValueTask<JwtVerification> VerifyAsync(JwtForm form)
    {
        if (CheckForm(form) is { } wrong)
        {
            return JwtVerification.Failed(wrong);
        }

        SecurityKey[] keys = [.. _keys.Where(key => form.KeyId is null || form.KeyId == key.KeyId)];
        if (keys.Length == 0)
        {
            return JwtVerification.Failed("the kid matches no key of JWT_SECRET_KEY or JWT_SECRET_KEY_PREVIOUS");
        }

        var (jwt, failure) = await _signature.CheckAsync(form.Token, keys).ConfigureAwait(false);
        if (jwt is null)
        {
            return JwtVerification.Failed(failure);
        }

        return TokenIdentifier.Parse(jwt.Id) is { } identifier && jwt.Audiences.ToArray() is [var audience] && KeyConfirmation.TryRead(form.Claims, out var thumbprint)
            ? new(new(identifier, jwt.Subject, audience, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)) { KeyThumbprint = thumbprint }, null)
            : JwtVerification.Failed("a claim is missing or repeated");
    }

    private string? CheckForm(JwtForm form) =>
        _keys.Count == 0 ? "no key is configured"
        : form.Token.Length > MaximumLength ? CompactJwt.NotCompact
        : form.Issuer != options.Issuer ? "the issuer is neither JWT_ISSUER nor a trusted issuer"
        : form.Algorithm != SigningKey.Algorithm ? "the algorithm is not HS256"
        : form.Type != SigningKey.TokenType ? "the type is not at+jwt"
        : null;
}
