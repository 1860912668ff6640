using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Records;

namespace Dhafnck.McpAuth.Providers;

/// <summary>A token string whose signature and claims are verified. That stays true whatever happens to its record.</summary>
internal sealed class VerifiedToken
{
    private Acceptance? _last;
    private ForeignJwt? _foreign;

    public VerifiedToken(JwtClaims claims, TokenHash hash)
    {
        Claims = claims;
        Hash = hash;
    }

    public VerifiedToken(ForeignJwt foreign, TokenHash hash)
    {
        _foreign = foreign;
        Hash = hash;
    }

    /// <summary>The SHA-256 hash of the token string.</summary>
    public TokenHash Hash { get; }

    /// <summary>The claims of a token of our own issuer, whose record decides; otherwise <see langword="null"/>.</summary>
    public JwtClaims? Claims { get; }

    /// <summary>The claims of a token of a trusted issuer, which has no record; otherwise <see langword="null"/>.</summary>
    public ForeignJwt? Foreign => Volatile.Read(ref _foreign);

    /// <summary>The record with which the token was last accepted.</summary>
    public KnownRecord? LastRecord => _last?.Record;

    /// <summary>The cached result for the token, if it was created for exactly this state of its record.</summary>
    public AccessTokenResult? Accepted(KnownRecord? record) =>
        _last is { } last && ReferenceEquals(last.Record, record) ? last.Result : null;

    /// <summary>Caches the result for the token, so that it is not created for each request.</summary>
    public AccessTokenResult Accept(KnownRecord? record, AccessTokenResult result)
    {
        _last = new(record, result);
        return result;
    }

    /// <summary>Keeps the claims after the token was verified again with the issuer's current keys. The claims are the same.</summary>
    public void Renew(ForeignJwt foreign) => Volatile.Write(ref _foreign, foreign);

    private sealed record Acceptance(KnownRecord? Record, AccessTokenResult Result);
}
