namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The claims of a token string, apart from its issuer and issue time.</summary>
internal sealed record JwtClaims(TokenIdentifier Identifier, string Subject, string Audience, DateTimeOffset ExpiresAt);
