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

    /// <summary>The token is refused: 401 with <c>invalid_token</c>.</summary>
    /// <param name="description">What the client is told. Say more than "invalid" only of a token that is proven to be genuine.</param>
    /// <param name="detail">What only the log is told.</param>
    /// <param name="reason">Why, for the application's code.</param>
    /// <param name="tokenId">The record that the token is of, once the token is proven to be genuine: the refusal is reported as an event of it.</param>
    public static AccessTokenResult Rejected(string description, string? detail = null, RejectionReason reason = RejectionReason.Other, string? tokenId = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        return new(null, new(RejectionKind.InvalidToken, description, detail, reason, tokenId));
    }

    /// <summary>The token cannot be checked at the moment: 503.</summary>
    /// <param name="detail">What only the log is told.</param>
    public static AccessTokenResult Unavailable(string detail) =>
        new(null, new(RejectionKind.Unavailable, "The token cannot be checked at the moment. Try again shortly.", detail, RejectionReason.Unavailable));
}
