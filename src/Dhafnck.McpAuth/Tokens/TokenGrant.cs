namespace Dhafnck.McpAuth.Tokens;

/// <summary>What an owner wants a token to have.</summary>
/// <param name="Scopes">The scopes, without what they imply.</param>
/// <param name="Audience">The audience.</param>
/// <param name="RateLimit">The limit, in requests per hour.</param>
/// <param name="ExpiresAt">When the token is to expire, UTC.</param>
public sealed record TokenGrant(IReadOnlyList<string> Scopes, string Audience, int RateLimit, DateTimeOffset ExpiresAt);
