namespace Dhafnck.McpAuth.Tokens;

/// <summary>How API tokens are signed and recognized: the settings of the <c>jwt</c> type.</summary>
public sealed class JwtOptions
{
    /// <summary>The least length of <see cref="SecretKey"/> in bytes: as long as the hash of HS256 (RFC 7518 §3.2).</summary>
    public const int MinimumKeyBytes = 32;

    /// <summary>The issuer when none is configured.</summary>
    public const string DefaultIssuer = "dhafnck-mcp";

    /// <summary>The audience when none is configured.</summary>
    public const string DefaultAudience = "mcp-server";

    /// <summary>The key that signs and verifies (HS256); its UTF-8 bytes are used. <c>JWT_SECRET_KEY</c> sets it.</summary>
    /// <value>At least 32 bytes on one line; white space around it is not part of it. The default is <see langword="null"/>: there is none.</value>
    public string? SecretKey { get; set; }

    /// <summary>The path of a file that holds <see cref="SecretKey"/>. <c>JWT_SECRET_KEY_FILE</c> sets it.</summary>
    /// <value>The default is <see langword="null"/>. Give this or <see cref="SecretKey"/>, not both.</value>
    public string? SecretKeyFile { get; set; }

    /// <summary>
    /// The keys that signed before <see cref="SecretKey"/>: they verify, and sign no more, so that the key can be
    /// changed while tokens of the former one are in use. <c>JWT_SECRET_KEY_PREVIOUS</c> sets them, with commas between.
    /// </summary>
    /// <value>At least 32 bytes each, of the form of <see cref="SecretKey"/>. The default is empty.</value>
    public IList<string> PreviousSecretKeys { get; } = [];

    /// <summary>
    /// The path of a file that holds <see cref="PreviousSecretKeys"/>, each in a line of its own.
    /// <c>JWT_SECRET_KEY_PREVIOUS_FILE</c> sets it.
    /// </summary>
    /// <value>The default is <see langword="null"/>. Give this or <see cref="PreviousSecretKeys"/>, not both.</value>
    public string? PreviousSecretKeyFile { get; set; }

    /// <summary>Who issues the tokens: <c>iss</c>, RFC 7519 §4.1.1. <c>JWT_ISSUER</c> sets it.</summary>
    /// <value>1 to 200 printable characters. The default is <c>dhafnck-mcp</c>.</value>
    public string Issuer { get; set; } = DefaultIssuer;

    /// <summary>
    /// For whom tokens are accepted: <c>aud</c>, RFC 7519 §4.1.3. A new token is made for the first unless it asks
    /// for another. <c>JWT_AUDIENCE</c> sets them, with commas between.
    /// </summary>
    /// <value>1 to 200 printable characters each. Empty means <c>mcp-server</c> alone.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>Other systems whose tokens are accepted too.</summary>
    /// <value>The default is empty.</value>
    public IList<TrustedIssuer> TrustedIssuers { get; } = [];
}
