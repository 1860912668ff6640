namespace Dhafnck.McpAuth.Providers;

/// <summary>Why a token was refused.</summary>
public sealed record Rejection
{
    /// <summary>What sort of refusal it is.</summary>
    /// <value>The default is <see cref="RejectionKind.InvalidToken"/>.</value>
    public RejectionKind Kind { get; init; }

    /// <summary>What the client is told, as <c>error_description</c> (RFC 6750 §3). Never anything from the token.</summary>
    public required string Description { get; init; }

    /// <summary>What only the log is told, beside the description and <see cref="TokenId"/>. Never anything from the token.</summary>
    /// <value>The default is <see langword="null"/>: no more than that.</value>
    public string? Detail { get; init; }

    /// <summary>Why, for the application's code and for the event.</summary>
    /// <value>The default is <see cref="RejectionReason.Other"/>.</value>
    public RejectionReason Reason { get; init; }

    /// <summary>The identifier of the token's record. The refusal is reported as an event of that token, and the log names it.</summary>
    /// <value>The default is <see langword="null"/>: there is no record, or nobody has proven that the token is genuine.</value>
    public string? TokenId { get; init; }
}
