namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a user asks for when creating a token.</summary>
public sealed record NewApiToken
{
    /// <summary>The longest lifetime, in days.</summary>
    public const int MaximumDays = 365;

    /// <summary>The longest time for which a token may rotate itself, in days.</summary>
    public const int MaximumRotatableDays = 3650;

    /// <summary>The highest limit, in requests per hour.</summary>
    public const int MaximumRateLimit = 1_000_000;

    /// <summary>The most that <see cref="Metadata"/> may hold, in UTF-8 bytes of all its keys and values.</summary>
    public const int MaximumMetadataBytes = 4096;

    /// <summary>A name for the token, 1 to 100 characters, without control and text-direction characters.</summary>
    public required string? Name { get; init; }

    /// <summary>The scopes to grant: at least one, each grantable by the catalog. Repeated ones count once.</summary>
    public required IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>How long the token lives, in days.</summary>
    /// <value>1 to 365. The default is 30.</value>
    public int ExpiresInDays { get; init; } = 30;

    /// <summary>How many requests the token may make per hour.</summary>
    /// <value>1 to 1,000,000. The default is 1,000.</value>
    public int RateLimit { get; init; } = 1000;

    /// <summary>The audience the token is made for, one of <see cref="JwtOptions.Audiences"/>.</summary>
    /// <value>The default is <see langword="null"/>: the first of them.</value>
    public string? Audience { get; init; }

    /// <summary>The addresses that the token may be used from: IP addresses, or networks in CIDR notation; 100 at most.</summary>
    /// <value>The default is <see langword="null"/>: any address.</value>
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    /// <summary>Until when the token may rotate itself, in days from its creation.</summary>
    /// <value>1 to 3650. The default is 365.</value>
    public int RotatableForDays { get; init; } = 365;

    /// <summary>Notes to keep with the token: strings, 4 KB in all.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }
}
