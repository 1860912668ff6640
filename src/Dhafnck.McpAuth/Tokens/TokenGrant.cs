namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a token is to have when it is created, widened or rotated. All times are UTC.</summary>
public sealed record TokenGrant
{
    /// <summary>
    /// The scopes, without what they imply: all that the token is to have, <c>mcp:admin</c> among them where an
    /// administrator has put it into the record.
    /// </summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The audience (<c>aud</c>, RFC 7519 §4.1.3).</summary>
    public required string Audience { get; init; }

    /// <summary>The limit, in requests per hour.</summary>
    public required int RateLimit { get; init; }

    /// <summary>When the credential expires: for a rotation, the one that it is to make.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until when the token may rotate itself, with the scope <c>tokens:rotate</c>: no credential that it makes lives longer.</summary>
    public required DateTimeOffset RotatableUntil { get; init; }

    /// <summary>The networks that the token may be used from, in CIDR notation. Empty for any address.</summary>
    public required IReadOnlyList<string> AllowedAddresses { get; init; }
}
