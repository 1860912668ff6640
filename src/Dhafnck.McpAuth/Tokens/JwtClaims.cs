namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a token string says of itself, beside who issued it and when.</summary>
internal sealed record JwtClaims(TokenIdentifier Identifier, string Subject, string Audience, DateTimeOffset ExpiresAt);
