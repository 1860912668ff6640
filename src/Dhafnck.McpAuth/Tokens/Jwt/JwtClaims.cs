namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>The claims of a token string, apart from its issuer and issue time.</summary>
internal sealed record JwtClaims(TokenIdentifier Identifier, string Subject, string Audience, DateTimeOffset ExpiresAt)
{
    /// <summary>The OAuth client that the token is issued to (<c>client_id</c>, RFC 9068 §2.2). Only a new token of a connection has it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to (<c>cnf.jkt</c>, RFC 9449 §6.1).</summary>
    public string? KeyThumbprint { get; init; }
}
