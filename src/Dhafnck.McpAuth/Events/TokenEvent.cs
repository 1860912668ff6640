using System.Net;

namespace Dhafnck.McpAuth.Events;

/// <summary>An event of a token. It contains no secrets.</summary>
public sealed record TokenEvent
{
    /// <summary>The kind of event.</summary>
    public required TokenEventKind Kind { get; init; }

    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>The time of the event, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The identifier of the token's owner.</summary>
    /// <value><see langword="null"/> when the record no longer exists.</value>
    public string? OwnerId { get; init; }

    /// <summary>The token's name, chosen by its owner. It can contain any Unicode text, so encode it before you render it as HTML.</summary>
    /// <value><see langword="null"/> when the record no longer exists.</value>
    public string? TokenName { get; init; }

    /// <summary>
    /// The reason why a request was refused, such as <c>expired</c>; or who found a leaked token and where. The place is text from
    /// outside, so encode it before you render it as HTML.
    /// </summary>
    /// <value><see langword="null"/> for every other event.</value>
    public string? Reason { get; init; }

    /// <summary>The address that the request came from.</summary>
    /// <value><see langword="null"/> for an event without a request, or when the server does not know the address.</value>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The time when the token expires, UTC.</summary>
    /// <value><see langword="null"/> when the record no longer exists.</value>
    public DateTimeOffset? ExpiresAt { get; init; }
}
