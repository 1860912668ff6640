using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Accepts the API tokens that this system issued: a JWT (RFC 7519) whose signature and claims hold, whose record
/// is active, and whose very string the record's hash was made of; and the tokens of <see cref="JwtOptions.TrustedIssuers"/>. Derive from it, and override
/// <see cref="LoadAccessTokenAsync"/>, to check more.
/// </summary>
public partial class JwtBearerAuthProvider : IMcpAuthProvider
{
    private readonly JwtBearerAuthDependencies _dependencies;

    /// <summary>Makes the provider.</summary>
    /// <param name="dependencies">What it works with, from the service provider.</param>
    public JwtBearerAuthProvider(JwtBearerAuthDependencies dependencies)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        _dependencies = dependencies;
    }

    /// <inheritdoc/>
    public virtual async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_dependencies.TrustedIssuers.Claims(context.Token))
        {
            return await LoadForeignAsync(context.Token).ConfigureAwait(false);
        }

        var verification = await _dependencies.Verifier.VerifyAsync(context.Token).ConfigureAwait(false);
        if (verification.Claims is not { } claims)
        {
            return Invalid(verification.Failure);
        }

        try
        {
            var record = await _dependencies.Records.FindAsync(claims.Identifier, cancellationToken).ConfigureAwait(false);
            var result = Judge(claims, record?.Token, TokenHash.Of(context.Token));
            return result.Succeeded ? JudgeUse(result, record!, context) : result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogStoreFailed(_dependencies.Logger, exception);
            return AccessTokenResult.Unavailable("the token store could not be asked");
        }
    }

    private async ValueTask<AccessTokenResult> LoadForeignAsync(string token)
    {
        var (jwt, failure) = await _dependencies.TrustedIssuers.VerifyAsync(token).ConfigureAwait(false);
        if (jwt is null)
        {
            return Invalid(failure);
        }

        return jwt.ExpiresAt <= _dependencies.Time.GetUtcNow()
            ? Expired(jwt.Issuer)
            : AccessTokenResult.Success(new() { Subject = jwt.Subject, Scopes = jwt.Scopes, Issuer = jwt.Issuer, Audience = jwt.Audience, ExpiresAt = jwt.ExpiresAt });
    }

    // The signature and the claims hold, so from here on the presenter is told what is the matter.
    private AccessTokenResult Judge(JwtClaims claims, ApiToken? record, TokenHash presented)
    {
        var now = _dependencies.Time.GetUtcNow();
        if (record is null)
        {
            return claims.ExpiresAt <= now
                ? Expired(claims.Identifier.TokenId)
                : AccessTokenResult.Rejected("Token not found in database.", $"there is no record {claims.Identifier.TokenId}", RejectionReason.NotFound);
        }

        if (claims.Subject != record.OwnerId || claims.Audience != record.Audience)
        {
            return Invalid($"the claims are not those of {record.Id}");
        }

        if (!record.Credential.Hash.Equals(presented))
        {
            return JudgeFormer(claims, record, presented, now) ?? Accept(record);
        }

        return Refuse(record, now) ?? (claims.ExpiresAt <= now ? Expired(record.Id) : Accept(record));
    }

    private static AccessTokenResult JudgeUse(AccessTokenResult result, KnownRecord record, BearerTokenContext context)
    {
        if (!AddressRange.Contains(record.Token.AllowedAddresses, context.RemoteIpAddress))
        {
            return AccessTokenResult.Rejected("The access token may not be used from this address.", record.Token.Id, RejectionReason.AddressNotAllowed);
        }

        return record.OwnerIsActive
            ? result
            : AccessTokenResult.Rejected("The owner of the access token is no longer active.", record.Token.Id, RejectionReason.OwnerInactive);
    }

    private AccessTokenResult? JudgeFormer(JwtClaims claims, ApiToken record, TokenHash presented, DateTimeOffset now)
    {
        if (record.FormerCredential is { ValidUntil: { } end } former && former.Hash.Equals(presented))
        {
            return Refuse(record, now) ?? (now < end ? null : Replaced(record)) ?? (claims.ExpiresAt <= now ? Expired(record.Id) : null);
        }

        if (claims.Identifier.Generation < record.Credential.Generation)
        {
            return Refuse(record, now) ?? Replaced(record);
        }

        // Genuine by its signature, yet never issued: whoever made it has the signing key.
        LogForged(_dependencies.Logger, record.Id);
        return Invalid($"the signature holds, but {record.Id} was not issued so");
    }

    private static AccessTokenResult? Refuse(ApiToken record, DateTimeOffset now) =>
        record.RevokedAt is not null ? AccessTokenResult.Rejected("The access token was revoked.", record.Id, RejectionReason.Revoked)
        : record.IsActive(now) ? null
        : Expired(record.Id);

    private static AccessTokenResult Expired(string detail) =>
        AccessTokenResult.Rejected("The access token expired.", detail, RejectionReason.Expired);

    private static AccessTokenResult Replaced(ApiToken record) =>
        AccessTokenResult.Rejected("The access token was replaced by rotation.", record.Id, RejectionReason.Replaced);

    private static AccessTokenResult Invalid(string? detail) =>
        AccessTokenResult.Rejected("The access token is invalid.", detail, RejectionReason.NotGenuine);

    private AccessTokenResult Accept(ApiToken record) =>
        AccessTokenResult.Success(new()
        {
            Subject = record.OwnerId,
            Scopes = record.Scopes,
            Issuer = _dependencies.Options.Issuer,
            TokenId = record.Id,
            Name = record.Name,
            Audience = record.Audience,
            ExpiresAt = record.ExpiresAt,
            Metadata = record.Metadata,
        });

    [LoggerMessage(1, LogLevel.Error, "The token store could not be asked; the request gets 503.")]
    private static partial void LogStoreFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "A token for {TokenId} has a good signature but was never issued: the signing key may be known to others. Change JWT_SECRET_KEY.")]
    private static partial void LogForged(ILogger logger, string tokenId);
}
