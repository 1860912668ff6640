namespace Dhafnck.McpAuth.Tokens;

/// <summary>What a user asks to change of a token. What is <see langword="null"/> stays as it is.</summary>
public sealed record TokenChange
{
    /// <summary>The new name, as for <see cref="NewApiToken.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The new scopes, as for <see cref="NewApiToken.Scopes"/>. They take the place of all that the record has, <c>mcp:admin</c> among them.</summary>
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>The new limit, as for <see cref="NewApiToken.RateLimit"/>.</summary>
    public int? RateLimit { get; init; }

    /// <summary>The new addresses, as for <see cref="NewApiToken.AllowedAddresses"/>; empty for any address.</summary>
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    /// <summary>Notes to set or, where the value is <see langword="null"/>, to remove; the others stay (RFC 7396).</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }
}
