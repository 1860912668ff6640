namespace Dhafnck.McpAuth.Tokens;

/// <summary>One entry of a token's history.</summary>
/// <param name="Action">The action.</param>
/// <param name="At">The time of the action, UTC.</param>
/// <param name="By">The identifier of the actor: the owner's, or the token's own when it acted itself. <see langword="null"/> when unknown.</param>
public sealed record TokenHistoryEntry(TokenHistoryAction Action, DateTimeOffset At, string? By);
