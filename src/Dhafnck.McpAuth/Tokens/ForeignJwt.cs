namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a token of a <see cref="TrustedIssuer"/> says, once its signature and claims hold; or why they do not.</summary>
internal sealed record ForeignJwt(string Issuer, string Subject, string Audience, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);
