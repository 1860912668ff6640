using System.Net;

namespace Dhafnck.McpAuth.Events;

/// <summary>Something that happened to a token. It holds no secret.</summary>
public sealed record TokenEvent
{
    /// <summary>What happened.</summary>
    public required TokenEventKind Kind { get; init; }

    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whose token it is.</summary>
    /// <value><see langword="null"/> when the record is gone.</value>
    public string? OwnerId { get; init; }

    /// <summary>The name that the owner gave the token. Unicode; escape it before it reaches a page.</summary>
    /// <value><see langword="null"/> when the record is gone.</value>
    public string? TokenName { get; init; }

    /// <summary>Why a request was refused, such as <c>expired</c>.</summary>
    /// <value><see langword="null"/> where no request was refused.</value>
    public string? Reason { get; init; }

    /// <summary>Where the request came from.</summary>
    /// <value><see langword="null"/> where there was no request, or the server knows no address.</value>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>When the token expires, UTC.</summary>
    /// <value><see langword="null"/> when the record is gone.</value>
    public DateTimeOffset? ExpiresAt { get; init; }
}
