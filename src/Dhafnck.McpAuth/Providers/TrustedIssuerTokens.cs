using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Judges the tokens of trusted issuers. They have no record here.</summary>
internal sealed class TrustedIssuerTokens(JwtBearerAuthDependencies dependencies)
{
    /// <summary>Judges a token that is not cached. An accepted one is cached.</summary>
    public async ValueTask<AccessTokenResult> LoadUnknownAsync(TrustedIssuerVerifier issuer, JwtForm form, TokenHash hash, CancellationToken cancellationToken)
    {
        var verification = await issuer.VerifyAsync(form, cancellationToken).ConfigureAwait(false);
        if (verification.Jwt is not { } jwt)
        {
            return Refuse(verification);
        }

        var token = new VerifiedToken(jwt, hash);
        var result = Judge(token, jwt);
        if (result.Succeeded)
        {
            dependencies.Verified.Add(hash, token);
        }

        return result;
    }

    /// <summary>Judges a cached token. One that its issuer has not confirmed recently is verified again, with the issuer's current keys.</summary>
    public ValueTask<AccessTokenResult> LoadKnownAsync(BearerTokenContext context, VerifiedToken token, CancellationToken cancellationToken) =>
        token.Foreign is { IsVerified: true } jwt ? new(Judge(token, jwt)) : LoadLapsedAsync(context, token, cancellationToken);

    private async ValueTask<AccessTokenResult> LoadLapsedAsync(BearerTokenContext context, VerifiedToken token, CancellationToken cancellationToken)
    {
        var form = JwtForm.Read(context.Token).Form!;
        var verification = await dependencies.TrustedIssuers.Find(form.Issuer)!.VerifyAsync(form, cancellationToken).ConfigureAwait(false);
        if (verification.Jwt is not { } jwt)
        {
            return Refuse(verification);
        }

        token.Renew(jwt);
        return Judge(token, jwt);
    }

    private AccessTokenResult Judge(VerifiedToken token, ForeignJwt jwt) =>
        jwt.ExpiresAt <= dependencies.Time.GetUtcNow()
            ? AccessTokenResult.Rejected(Rejection.Of(RejectionReason.Expired, detail: jwt.Issuer))
            : token.Accepted(null) ?? token.Accept(null, Accept(jwt));

    private static AccessTokenResult Refuse(ForeignVerification verification) =>
        verification.IsUnavailable
            ? AccessTokenResult.Unavailable(verification.Failure!)
            : AccessTokenResult.Rejected(Rejection.Of(RejectionReason.NotGenuine, detail: verification.Failure));

    private static AccessTokenResult Accept(ForeignJwt jwt) =>
        AccessTokenResult.Success(new()
        {
            Subject = jwt.Subject,
            Scopes = jwt.Scopes,
            Issuer = jwt.Issuer,
            Audience = jwt.Audience,
            ExpiresAt = jwt.ExpiresAt,
            KeyThumbprint = jwt.KeyThumbprint,
        });
}
