namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>What a token of a <see cref="TrustedIssuer"/> says, once its signature and claims hold.</summary>
internal sealed record ForeignJwt(string Issuer, string Subject, string Audience, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>The keys that it was verified with, where the issuer publishes them.</summary>
    public PublishedKeys? Keys { get; init; }

    /// <summary>Where those keys came from.</summary>
    public IssuerKeys? Source { get; init; }

    /// <summary>Whether the issuer has lately said that these are its keys; otherwise the token has to be verified again.</summary>
    public bool IsVerified => Source is null || Source.Confirms(Keys!);
}
