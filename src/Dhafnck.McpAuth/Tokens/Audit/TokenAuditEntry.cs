namespace Dhafnck.McpAuth.Tokens;

/// <summary>One entry of the audit trail: who did what to a token, when, and from where. It contains no secrets, and is never changed.</summary>
public sealed record TokenAuditEntry
{
    /// <summary>The identifier of the entry: <c>aud_</c> and a UUIDv7 (RFC 9562 §5.7) in 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The time of the action, UTC, in whole microseconds. Of two entries that a process writes, the later one has the later time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The action.</summary>
    public required TokenAuditAction Action { get; init; }

    /// <summary>The outcome of the action.</summary>
    /// <value>The default is <see cref="TokenAuditOutcome.Succeeded"/>.</value>
    public TokenAuditOutcome Outcome { get; init; }

    /// <summary>The identifier of the token.</summary>
    /// <value>The default is <see langword="null"/>: a token that was not created.</value>
    public string? TokenId { get; init; }

    /// <summary>The identifier of the token's owner.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Who acted, and from where.</summary>
    public required TokenActor By { get; init; }

    /// <summary>What was done, or why it was refused, in at most 1,000 characters. Encode it before you render it as HTML.</summary>
    /// <value>The default is <see langword="null"/>: nothing more is known than the action.</value>
    public string? Detail { get; init; }
}
