namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The content of a token of a <see cref="TrustedIssuer"/> whose signature and claims have been verified.</summary>
internal sealed record ForeignJwt(string Issuer, string Subject, string? Audience, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>The thumbprint of the key that the token is bound to (<c>cnf.jkt</c>, RFC 9449 §6.1).</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The keys that the token was verified with, if the issuer publishes its keys.</summary>
    public PublishedKeys? Keys { get; init; }

    /// <summary>The source of these keys.</summary>
    public IssuerKeys? Source { get; init; }

    /// <summary>Whether the issuer has recently confirmed these keys. Otherwise the token must be verified again.</summary>
    public bool IsVerified => Source is null || Source.Confirms(Keys!);
}
