using System.Security.Cryptography;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Records;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth;

/// <summary>
/// Accepts API tokens that this system issued, and tokens of <see cref="JwtOptions.TrustedIssuers"/>. An API token is a JWT
/// (RFC 7519). It is valid if its signature and claims are valid, its record is active, and the record's hash is the hash
/// of exactly the token string. To add checks, derive from this class and override <see cref="LoadAccessTokenAsync"/>.
/// </summary>
public partial class JwtBearerAuthProvider : IMcpAuthProvider
{
    private readonly JwtBearerAuthDependencies _dependencies;
    private readonly TrustedIssuerTokens _trusted;

    /// <summary>Creates the provider.</summary>
    /// <param name="dependencies">The dependencies, from the service provider.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dependencies"/> is <see langword="null"/>.</exception>
    public JwtBearerAuthProvider(JwtBearerAuthDependencies dependencies)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        _dependencies = dependencies;
        _trusted = new(dependencies);
    }

    /// <summary>The JWTs of this system's own issuer, if there is a signing key, and those of the trusted issuers.</summary>
    public virtual ProviderCredentials Credentials => new()
    {
        Issuers =
        [
            .. string.IsNullOrEmpty(_dependencies.Options.SecretKey) ? Array.Empty<string>() : [_dependencies.Options.Issuer],
            .. _dependencies.TrustedIssuers.Issuers,
        ],
        Prefixes = _dependencies.Shape.Prefixes,
    };

    /// <inheritdoc/>
    public virtual ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        TokenHash.Write(context.Characters.Span, hash);
        return _dependencies.Verified.Find(hash) is { } known
            ? LoadKnownAsync(context, known, cancellationToken)
            : LoadUnknownAsync(context, TokenHash.FromBytes(hash), cancellationToken);
    }

    private ValueTask<AccessTokenResult> LoadKnownAsync(BearerTokenContext context, VerifiedToken token, CancellationToken cancellationToken)
    {
        if (token.Claims is not { } claims)
        {
            return _trusted.LoadKnownAsync(context, token, cancellationToken);
        }

        var now = _dependencies.Time.GetUtcNow();
        return _dependencies.Records.Recall(claims.Identifier, now, token.LastRecord) is { } record && !record.IsFirstUse(token.Hash)
            ? new(Judge(token, record, context, now))
            : LoadByRecordAsync(context, token, claims, cancellationToken);
    }

    private async ValueTask<AccessTokenResult> LoadUnknownAsync(BearerTokenContext context, TokenHash hash, CancellationToken cancellationToken)
    {
        var (form, failure) = _dependencies.Shape.Read(context.Token);
        if (form is null)
        {
            return _dependencies.Shape.IsMistyped(context.Token) ? AccessTokenResult.Rejected(Rejection.Mistyped) : Invalid(failure);
        }

        if (_dependencies.TrustedIssuers.Find(form.Issuer) is { } trusted)
        {
            return await _trusted.LoadUnknownAsync(trusted, form, hash, cancellationToken).ConfigureAwait(false);
        }

        var verification = await _dependencies.Verifier.VerifyAsync(form).ConfigureAwait(false);
        if (verification.Claims is not { } claims)
        {
            return Invalid(verification.Failure);
        }

        var token = new VerifiedToken(claims, hash);
        var result = await LoadKnownAsync(context, token, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded)
        {
            // Otherwise genuine tokens without a record, or many old ones, would evict the tokens in use.
            _dependencies.Verified.Add(hash, token);
        }

        return result;
    }

    private async ValueTask<AccessTokenResult> LoadByRecordAsync(BearerTokenContext context, VerifiedToken token, JwtClaims claims, CancellationToken cancellationToken)
    {
        var found = await _dependencies.Records.FindAsync(claims.Identifier, cancellationToken).ConfigureAwait(false);
        while (found.Record is { } record)
        {
            var result = Judge(token, record, context, _dependencies.Time.GetUtcNow());
            if (!result.Succeeded || !record.IsFirstUse(token.Hash))
            {
                return result;
            }

            found = await _dependencies.Records.ConfirmAsync(claims.Identifier, record).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return found.IsUnavailable ? AccessTokenResult.Unavailable("the token store could not be read") : JudgeMissing(claims);
    }

    // The signature and the claims are valid, so from here on the client may learn the exact reason.
    private AccessTokenResult JudgeMissing(JwtClaims claims) =>
        claims.ExpiresAt <= _dependencies.Time.GetUtcNow()
            ? Rejected(RejectionReason.Expired, detail: $"the record {claims.Identifier.TokenId} no longer exists")
            : Rejected(RejectionReason.NotFound, claims.Identifier.TokenId);

    // Accepted before with exactly this state of the record: since then, only the time and the address can have changed.
    private AccessTokenResult Judge(VerifiedToken token, KnownRecord known, BearerTokenContext context, DateTimeOffset now) =>
        token.Accepted(known) is { } accepted && IsCurrent(accepted.AccessToken!, token.Claims!, known.Token, now)
            ? JudgeUse(known, context) ?? accepted
            : JudgeCredential(token.Claims!, known.Token, token.Hash, context, now) ?? JudgeUse(known, context) ?? token.Accept(known, Accept(token, known));

    private static bool IsCurrent(AccessToken accepted, JwtClaims claims, ApiToken record, DateTimeOffset now) =>
        now < accepted.ExpiresAt && now < claims.ExpiresAt && record.IsActive(now);

    private AccessTokenResult? JudgeCredential(JwtClaims claims, ApiToken record, TokenHash presented, BearerTokenContext context, DateTimeOffset now)
    {
        // A record that has lost its key, in a store that does not keep it, must not make a bearer token of a bound one.
        if (claims.Subject != record.OwnerId || claims.Audience != record.Audience || (claims.KeyThumbprint ?? record.KeyThumbprint) != record.KeyThumbprint)
        {
            return Invalid($"the claims do not match the record {record.Id}");
        }

        return record.Credential.Hash.Equals(presented)
            ? Refuse(record, now) ?? (claims.ExpiresAt <= now ? Expired(record) : null)
            : JudgeFormer(claims, record, presented, context, now);
    }

    private static AccessTokenResult? JudgeUse(KnownRecord known, BearerTokenContext context) =>
        !known.Allows(context.RemoteIpAddress) ? Rejected(RejectionReason.AddressNotAllowed, known.Token.Id)
        : known.OwnerIsActive ? null
        : Rejected(RejectionReason.OwnerInactive, known.Token.Id);

    private AccessTokenResult? JudgeFormer(JwtClaims claims, ApiToken record, TokenHash presented, BearerTokenContext context, DateTimeOffset now)
    {
        if (record.FormerCredential is { ValidUntil: { } end } former && former.Hash.Equals(presented))
        {
            return Refuse(record, now) ?? (now < end ? null : Replaced(record)) ?? (claims.ExpiresAt <= now ? Expired(record) : null);
        }

        if (claims.Identifier.Generation < record.Credential.Generation)
        {
            return Refuse(record, now) ?? Replaced(record);
        }

        if (_dependencies.Shape.HashesOf(context.Token).Any(hash => record.FindCredential(hash) is not null))
        {
            return AccessTokenResult.Rejected(Rejection.Mistyped);
        }

        // The signature is valid, but the token was never issued. Its creator has the signing key.
        LogForged(_dependencies.Logger, record.Id);
        return Invalid($"the signature is valid, but this token was never issued for {record.Id}");
    }

    private static AccessTokenResult? Refuse(ApiToken record, DateTimeOffset now) =>
        record.RevokedAt is not null ? Rejected(RejectionReason.Revoked, record.Id)
        : record.IsActive(now) ? null
        : Expired(record);

    private static AccessTokenResult Expired(ApiToken record) => Rejected(RejectionReason.Expired, record.Id);

    private static AccessTokenResult Replaced(ApiToken record) => Rejected(RejectionReason.Replaced, record.Id);

    private static AccessTokenResult Invalid(string? detail) => Rejected(RejectionReason.NotGenuine, detail: detail);

    private static AccessTokenResult Rejected(RejectionReason reason, string? tokenId = null, string? detail = null) =>
        AccessTokenResult.Rejected(Rejection.Of(reason, tokenId, detail));

    private AccessTokenResult Accept(VerifiedToken token, KnownRecord known)
    {
        var record = known.Token;
        var accessToken = new AccessToken
        {
            Subject = record.OwnerId,
            Scopes = record.Scopes,
            Issuer = _dependencies.Options.Issuer,
            TokenId = record.Id,
            Name = record.Name,
            Audience = record.Audience,
            ExpiresAt = EndOf(token, record),
            RateLimit = record.RateLimit,
            Metadata = record.Metadata,
            KeyThumbprint = record.KeyThumbprint,
        };
        return AccessTokenResult.Success(accessToken, known.ReadAt);
    }

    // A replaced credential expires at the end of its grace period, and a connection's access token before its record.
    private static DateTimeOffset EndOf(VerifiedToken token, ApiToken record)
    {
        var end = record.FormerCredential is { ValidUntil: { } replaced } former && former.Hash.Equals(token.Hash) ? replaced : record.ExpiresAt;
        return end < token.Claims!.ExpiresAt ? end : token.Claims.ExpiresAt;
    }

    [LoggerMessage(
        1101,
        LogLevel.Warning,
        "A token for {TokenId} has a valid signature, but its record does not know it. "
        + "If the token store was restored from a backup, the token was issued or rotated after the backup: rotate or revoke it. "
        + "If tokens had another prefix before, it must stand in McpAuth:Jwt:PreviousTokenPrefixes. "
        + "Otherwise the signing key may be compromised: change JWT_SECRET_KEY.")]
    private static partial void LogForged(ILogger logger, string tokenId);
}
