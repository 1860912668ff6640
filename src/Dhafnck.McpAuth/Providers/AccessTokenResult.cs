using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Providers.Refusals;

namespace Dhafnck.McpAuth;

/// <summary>A provider's result for a token: the access token, or the reason for its rejection.</summary>
public sealed class AccessTokenResult
{
    private AccessTokenResult(AccessToken? accessToken, Rejection? rejection)
    {
        AccessToken = accessToken;
        Rejection = rejection;
    }

    /// <summary>The valid access token.</summary>
    /// <value><see langword="null"/> when the token is rejected.</value>
    public AccessToken? AccessToken { get; }

    /// <summary>The reason for the rejection.</summary>
    /// <value><see langword="null"/> when the token is valid.</value>
    public Rejection? Rejection { get; }

    /// <summary>Whether the token is valid.</summary>
    [MemberNotNullWhen(true, nameof(AccessToken))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool Succeeded => AccessToken is not null;

    /// <summary>What the HTTP layer computed for the valid token, kept for as long as this result is reused.</summary>
    internal object? Prepared { get; set; }

    /// <summary>When the token's record was read, as a timestamp of the clock; <see langword="null"/> when unknown.</summary>
    internal long? ReadAt { get; init; }

    /// <summary>Creates the result for a valid token.</summary>
    /// <param name="accessToken">The access token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> is <see langword="null"/>.</exception>
    public static AccessTokenResult Success(AccessToken accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        return new(accessToken, null);
    }

    /// <summary>Creates the result for a valid token, with the time at which its record was read.</summary>
    internal static AccessTokenResult Success(AccessToken accessToken, long readAt) => new(accessToken, null) { ReadAt = readAt };

    /// <summary>
    /// Rejects a genuine token: 401 with <c>invalid_token</c> (RFC 6750 §3.1). If the access token has a
    /// <see cref="AccessToken.TokenId"/>, it raises the event <c>token.rejected</c>, and the log contains the identifier.
    /// </summary>
    /// <param name="accessToken">The access token from the provider that verified the token.</param>
    /// <param name="description">The description for the client. It must not contain anything from the token.</param>
    /// <param name="reason">The reason, for the application's code and for the event.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> is <see langword="null"/>.</exception>
    public static AccessTokenResult Rejected(AccessToken accessToken, string description, RejectionReason reason = RejectionReason.Other)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        return Rejected(new Rejection { Description = description, Reason = reason, TokenId = accessToken.TokenId });
    }

    /// <summary>Rejects a token that is not proven to be genuine: 401 with <c>invalid_token</c> (RFC 6750 §3.1). It raises no event.</summary>
    /// <param name="description">The description for the client. It must not reveal more than that the token is invalid.</param>
    public static AccessTokenResult Rejected(string description) => Rejected(new Rejection { Description = description });

    /// <summary>Rejects a token, for a provider that does not build on the result of another provider.</summary>
    /// <param name="rejection">The rejection, including the details for the log only.</param>
    /// <exception cref="ArgumentException">The rejection has no description.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="rejection"/> is <see langword="null"/>.</exception>
    public static AccessTokenResult Rejected(Rejection rejection)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        ArgumentException.ThrowIfNullOrWhiteSpace(rejection.Description, nameof(rejection));
        return new(null, rejection);
    }

    /// <summary>Reports that the token cannot be checked at the moment: 503 with <c>Retry-After</c>.</summary>
    /// <param name="detail">The details for the log only.</param>
    public static AccessTokenResult Unavailable(string detail) =>
        new(null, Rejection.Of(RejectionReason.Unavailable, detail: detail) with { Kind = RejectionKind.Unavailable });
}
