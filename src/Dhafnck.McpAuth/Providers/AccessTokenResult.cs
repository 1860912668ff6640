using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Providers;

/// <summary>What a provider says of a token: what it stands for, or why it is refused.</summary>
public sealed class AccessTokenResult
{
    private AccessTokenResult(AccessToken? accessToken, Rejection? rejection)
    {
        AccessToken = accessToken;
        Rejection = rejection;
    }

    /// <summary>What the token stands for.</summary>
    /// <value><see langword="null"/> when the token is refused.</value>
    public AccessToken? AccessToken { get; }

    /// <summary>Why the token is refused.</summary>
    /// <value><see langword="null"/> when the token is good.</value>
    public Rejection? Rejection { get; }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(AccessToken))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool Succeeded => AccessToken is not null;

    /// <summary>What an HTTP room makes of the good token, once for as long as this result is used again.</summary>
    internal object? Prepared { get; set; }

    /// <summary>When what the token goes by was read, as a timestamp of the clock; <see langword="null"/> where that is not known.</summary>
    internal long? ReadAt { get; init; }

    /// <summary>The token is good.</summary>
    /// <param name="accessToken">What it stands for.</param>
    public static AccessTokenResult Success(AccessToken accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        return new(accessToken, null);
    }

    /// <summary>The token is good, by what was read at a moment.</summary>
    internal static AccessTokenResult Success(AccessToken accessToken, long readAt) => new(accessToken, null) { ReadAt = readAt };

    /// <summary>
    /// A token that is genuine is refused all the same: 401 with <c>invalid_token</c> (RFC 6750 §3.1). The event
    /// <c>token.rejected</c> is raised for it, and the log has its identifier.
    /// </summary>
    /// <param name="accessToken">What the token stands for, as the provider said that proved it to be genuine.</param>
    /// <param name="description">What the client is told. Never anything from the token.</param>
    /// <param name="reason">Why, for the application's code and for the event.</param>
    public static AccessTokenResult Rejected(AccessToken accessToken, string description, RejectionReason reason = RejectionReason.Other)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        return Rejected(new Rejection { Description = description, Reason = reason, TokenId = accessToken.TokenId });
    }

    /// <summary>A token that nobody has proven to be genuine is refused: 401 with <c>invalid_token</c>. No event is raised.</summary>
    /// <param name="description">What the client is told: no more than that the token is invalid.</param>
    public static AccessTokenResult Rejected(string description) => Rejected(new Rejection { Description = description });

    /// <summary>A token is refused, for a provider that does not derive its answer from another one's.</summary>
    /// <param name="rejection">The refusal, with the details that only the log gets.</param>
    public static AccessTokenResult Rejected(Rejection rejection)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        ArgumentException.ThrowIfNullOrWhiteSpace(rejection.Description);
        return new(null, rejection);
    }

    /// <summary>The token cannot be checked at the moment: 503.</summary>
    /// <param name="detail">What only the log is told.</param>
    public static AccessTokenResult Unavailable(string detail) =>
        new(null, new() { Kind = RejectionKind.Unavailable, Description = "The token cannot be checked at the moment. Try again shortly.", Detail = detail, Reason = RejectionReason.Unavailable });
}
