using System.Text;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers.Signatures;

/// <summary>
/// Checks the signature, issuer, audience and beginning of an issuer's tokens, with its current keys. The caller checks the type and
/// the expiry.
/// </summary>
internal sealed class IssuerSignature(TrustedIssuer issuer, IEnumerable<string> spellings, IEnumerable<string> audiences, IssuerKeys? published, TimeProvider time)
{
    // For the clock difference between two systems. It does not extend the lifetime of tokens.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _algorithms = IssuerAlgorithms.Of(issuer);
    private readonly JwtSignature _signature = new(spellings, audiences, IssuerAlgorithms.Of(issuer), needsAudience: issuer.Audiences.Count > 0);
    private readonly SecurityKey[] _shared = issuer.SecretKey is { Length: > 0 } secret ? [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))] : [];

    public async ValueTask<IssuerSignatureCheck> CheckAsync(JwtForm form, CancellationToken cancellationToken)
    {
        if (!_algorithms.Contains(form.Algorithm))
        {
            return IssuerSignatureCheck.Failed("the algorithm is not one of the issuer's algorithms");
        }

        if (published is null)
        {
            return await CheckAsync(form, _shared, null).ConfigureAwait(false);
        }

        if (await published.GetAsync(cancellationToken).ConfigureAwait(false) is not { } keys)
        {
            return IssuerSignatureCheck.Unavailable($"the keys of {issuer.Issuer} are not known yet");
        }

        if (!keys.Contains(form.KeyId))
        {
            keys = await published.RenewAsync(keys, cancellationToken).ConfigureAwait(false);
        }

        return keys.Find(form.KeyId, form.Algorithm) is { Count: > 0 } candidates
            ? await CheckAsync(form, candidates, keys).ConfigureAwait(false)
            : IssuerSignatureCheck.Failed("the issuer has no key with this kid for this algorithm");
    }

    private async ValueTask<IssuerSignatureCheck> CheckAsync(JwtForm form, IReadOnlyList<SecurityKey> candidates, PublishedKeys? keys)
    {
        var (jwt, failure) = await _signature.CheckAsync(form.Token, candidates).ConfigureAwait(false);
        if (jwt is null)
        {
            return IssuerSignatureCheck.Failed(failure);
        }

        var latest = time.GetUtcNow().UtcDateTime + ClockSkew;
        return jwt.ValidFrom > latest || jwt.IssuedAt > latest
            ? IssuerSignatureCheck.Failed("not valid yet")
            : new(jwt, keys, null);
    }
}
