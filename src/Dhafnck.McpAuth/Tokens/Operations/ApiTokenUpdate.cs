namespace Dhafnck.McpAuth.Tokens;

/// <summary>The requested changes of a token. A property that is <see langword="null"/> leaves its value unchanged.</summary>
public sealed record ApiTokenUpdate
{
    /// <summary>The new name, as for <see cref="NewApiToken.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The new scopes, as for <see cref="NewApiToken.Scopes"/>. They replace all scopes of the record, including <c>mcp:admin</c>.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The new rate limit, in requests per hour, as for <see cref="NewApiToken.RateLimit"/>.</summary>
    public int? RateLimit { get; init; }

    /// <summary>The new addresses, as for <see cref="NewApiToken.AllowedAddresses"/>. Empty means any address.</summary>
    public IReadOnlyList<string>? AllowedAddresses { get; init; }

    /// <summary>The metadata to set. A value of <see langword="null"/> removes its key, and keys that are not named stay (RFC 7396).</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }
}
