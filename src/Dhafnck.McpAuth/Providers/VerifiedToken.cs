using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Providers;

/// <summary>A token string whose signature and claims held: which stays so, whatever becomes of its record.</summary>
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

    /// <summary>The SHA-256 of the string.</summary>
    public TokenHash Hash { get; }

    /// <summary>What a token of our own issuer says; its record decides.</summary>
    public JwtClaims? Claims { get; }

    /// <summary>What a token of a trusted issuer says, which has no record.</summary>
    public ForeignJwt? Foreign => Volatile.Read(ref _foreign);

    /// <summary>The record that the token was last accepted by.</summary>
    public KnownRecord? LastRecord => _last?.Record;

    /// <summary>The result for the token, if it was made for this very state of its record.</summary>
    public AccessTokenResult? Accepted(KnownRecord? record) =>
        _last is { } last && ReferenceEquals(last.Record, record) ? last.Result : null;

    /// <summary>Keeps the result for the token, so that it is not made anew for each request.</summary>
    public AccessTokenResult Accept(KnownRecord? record, AccessTokenResult result)
    {
        _last = new(record, result);
        return result;
    }

    /// <summary>Keeps what the token says, verified again: the same, by keys that the issuer has now.</summary>
    public void Renew(ForeignJwt foreign) => Volatile.Write(ref _foreign, foreign);

    private sealed record Acceptance(KnownRecord? Record, AccessTokenResult Result);
}
