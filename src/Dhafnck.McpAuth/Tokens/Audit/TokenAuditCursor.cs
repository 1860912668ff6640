namespace Dhafnck.McpAuth.Tokens;

/// <summary>A position in the audit trail: the last entry of a page.</summary>
public sealed record TokenAuditCursor
{
    /// <summary>The time of the entry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The identifier of the entry.</summary>
    public required string Id { get; init; }

    /// <summary>Returns the position of an entry.</summary>
    /// <param name="entry">The last entry of a page.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is <see langword="null"/>.</exception>
    public static TokenAuditCursor Of(TokenAuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new() { At = entry.At, Id = entry.Id };
    }
}
