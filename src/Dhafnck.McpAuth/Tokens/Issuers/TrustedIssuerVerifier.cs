using System.Text;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>Verifies the tokens of one trusted external issuer. The caller checks the expiry.</summary>
internal sealed class TrustedIssuerVerifier(TrustedIssuer issuer, IReadOnlyList<string> spellings, IssuerKeys? published, TimeProvider time)
{
    // For the clock difference between two systems. It does not extend the lifetime of tokens.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // RFC 9068 section 4, and JWT for the many older issuers. Media types are case-insensitive.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    private readonly IReadOnlyList<string> _algorithms = IssuerAlgorithms.Of(issuer);
    private readonly JwtSignature _signature = new(spellings, AudienceSpellings.Of(issuer.Audiences).Keys, IssuerAlgorithms.Of(issuer), needsAudience: issuer.Audiences.Count > 0);
    private readonly IssuerClaimReader _claims = new(issuer);
    private readonly SecurityKey[] _shared = issuer.SecretKey is { Length: > 0 } secret ? [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))] : [];

    /// <summary>The keys that the issuer publishes; <see langword="null"/> when it shares a secret.</summary>
    public IssuerKeys? PublishedKeys => published;

    /// <summary>Verifies a token that names this issuer.</summary>
    public async ValueTask<ForeignVerification> VerifyAsync(JwtForm form, CancellationToken cancellationToken)
    {
        if (CheckForm(form) is { } wrong)
        {
            return ForeignVerification.Failed(wrong);
        }

        if (published is null)
        {
            return await VerifyAsync(form, _shared, null).ConfigureAwait(false);
        }

        if (await published.GetAsync(cancellationToken).ConfigureAwait(false) is not { } keys)
        {
            return ForeignVerification.Unavailable($"the keys of {issuer.Issuer} are not known yet");
        }

        if (!keys.Contains(form.KeyId))
        {
            keys = await published.RenewAsync(keys, cancellationToken).ConfigureAwait(false);
        }

        return keys.Find(form.KeyId, form.Algorithm) is { Count: > 0 } candidates
            ? await VerifyAsync(form, candidates, keys).ConfigureAwait(false)
            : ForeignVerification.Failed("the issuer has no key with this kid for this algorithm");
    }

    private string? CheckForm(JwtForm form) =>
        !_algorithms.Contains(form.Algorithm) ? "the algorithm is not one of the issuer's algorithms"
        : form.Type is { } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? "the type is not that of an access token"
        : form.IsAnotherKind ? "it has a claim that only ID tokens, logout tokens or security events have"
        : null;

    private async ValueTask<ForeignVerification> VerifyAsync(JwtForm form, IReadOnlyList<SecurityKey> candidates, PublishedKeys? keys)
    {
        var (jwt, failure) = await _signature.CheckAsync(form.Token, candidates).ConfigureAwait(false);
        if (jwt is null)
        {
            return ForeignVerification.Failed(failure);
        }

        var latest = time.GetUtcNow().UtcDateTime + ClockSkew;
        return jwt.ValidFrom > latest || jwt.IssuedAt > latest ? ForeignVerification.Failed("not valid yet")
            : _claims.FindMismatch(form.Claims) is { } mismatch ? ForeignVerification.Failed(mismatch)
            : new(Read(jwt, form) with { Keys = keys, Source = published }, null);
    }

    private ForeignJwt Read(JsonWebToken jwt, JwtForm form) =>
        new(issuer.Issuer, jwt.Subject, _claims.ReadAudience(form.Claims), _claims.ReadScopes(form.Claims), new(jwt.ValidTo, TimeSpan.Zero));
}
