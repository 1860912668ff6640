namespace Dhafnck.McpAuth.Tokens;

/// <summary>What one token did since it was last written down.</summary>
/// <param name="TokenId">The token's identifier.</param>
/// <param name="Count">How many requests it made; 1 or more.</param>
/// <param name="LastUsedAt">When it made the last of them, UTC.</param>
public sealed record TokenUse(string TokenId, long Count, DateTimeOffset LastUsedAt);
