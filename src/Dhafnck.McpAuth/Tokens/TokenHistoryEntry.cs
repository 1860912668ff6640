namespace Dhafnck.McpAuth.Tokens;

/// <summary>One line of a token's history.</summary>
/// <param name="Action">What was done.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who did it: the owner's identifier, or the token's identifier where the token did it itself. <see langword="null"/> where that is not known.</param>
public sealed record TokenHistoryEntry(TokenHistoryAction Action, DateTimeOffset At, string? By);
