namespace Dhafnck.McpAuth.Tokens;

/// <summary>One entry of a token's history.</summary>
public sealed record TokenHistoryEntry
{
    /// <summary>The action.</summary>
    public required TokenHistoryAction Action { get; init; }

    /// <summary>The time of the action, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The identifier of the actor: the owner's, or the token's own when it acted itself.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? By { get; init; }
}
