using Dhafnck.McpAuth.Providers.Refusals;

namespace Dhafnck.McpAuth;

/// <summary>The rejection of a token.</summary>
public sealed record Rejection
{
    /// <summary>The kind of rejection.</summary>
    /// <value>The default is <see cref="RejectionKind.InvalidToken"/>.</value>
    internal RejectionKind Kind { get; init; }

    /// <summary>The description for the client, sent as <c>error_description</c> (RFC 6750 §3). It must not contain anything from the token.</summary>
    public required string Description { get; init; }

    /// <summary>Details for the log only, in addition to the description and <see cref="TokenId"/>. They must not contain anything from the token.</summary>
    /// <value>The default is <see langword="null"/>: no details.</value>
    public string? Detail { get; init; }

    /// <summary>The reason, for the application's code and for the event.</summary>
    /// <value>The default is <see cref="RejectionReason.Other"/>.</value>
    public RejectionReason Reason { get; init; }

    /// <summary>The identifier of the token's record. With it, the rejection raises an event for the token, and the log contains the identifier.</summary>
    /// <value>The default is <see langword="null"/>: the token has no record, or is not proven to be genuine.</value>
    public string? TokenId { get; init; }

    /// <summary>The rejection of an API token that has lost a part of its string.</summary>
    internal static Rejection Mistyped { get; } = new() { Reason = RejectionReason.NotGenuine, Description = RefusalText.MistypedToken };

    /// <summary>Creates a rejection that is described by its reason alone.</summary>
    internal static Rejection Of(RejectionReason reason, string? tokenId = null, string? detail = null) =>
        new() { Reason = reason, Description = RefusalText.Of(reason), TokenId = tokenId, Detail = detail };
}
