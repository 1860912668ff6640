using Dhafnck.McpAuth.Tokens.Issuers.Signatures;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>Verifies the tokens of one trusted external issuer. The caller checks the expiry.</summary>
internal sealed class TrustedIssuerVerifier(TrustedIssuer issuer, IReadOnlyList<string> spellings, IssuerKeys? published, TimeProvider time)
{
    // RFC 9068 section 4, and JWT for the many older issuers. Media types are case-insensitive.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    private readonly IssuerSignature _signature = new(issuer, spellings, AudienceSpellings.Of(issuer.Audiences).Keys, published, time);
    private readonly IssuerClaimReader _claims = new(issuer);

    /// <summary>The keys that the issuer publishes; <see langword="null"/> when it shares a secret.</summary>
    public IssuerKeys? PublishedKeys => published;

    /// <summary>Verifies a token that names this issuer.</summary>
    public async ValueTask<ForeignVerification> VerifyAsync(JwtForm form, CancellationToken cancellationToken)
    {
        if (CheckForm(form) is { } wrong)
        {
            return ForeignVerification.Failed(wrong);
        }

        var check = await _signature.CheckAsync(form, cancellationToken).ConfigureAwait(false);
        return check.IsUnavailable ? ForeignVerification.Unavailable(check.Failure!)
            : check.Token is not { } jwt ? ForeignVerification.Failed(check.Failure)
            : _claims.FindMismatch(form.Claims, out _) is { } mismatch ? ForeignVerification.Failed(mismatch)
            : new(Read(jwt, form) with { Keys = check.Keys, Source = published }, null);
    }

    private static string? CheckForm(JwtForm form) =>
        form.Type is { } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? "the type is not that of an access token"
        : form.IsAnotherKind ? "it has a claim that only ID tokens, logout tokens or security events have"
        : null;

    private ForeignJwt Read(JsonWebToken jwt, JwtForm form) =>
        new(issuer.Issuer, jwt.Subject, _claims.ReadAudience(form.Claims), _claims.ReadScopes(form.Claims), new(jwt.ValidTo, TimeSpan.Zero))
        {
            KeyThumbprint = IssuerClaimReader.ReadKeyThumbprint(form.Claims),
        };
}
