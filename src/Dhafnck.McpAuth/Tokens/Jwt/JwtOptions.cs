namespace Dhafnck.McpAuth.Tokens;

/// <summary>The settings for signing and verifying API tokens, used by the authentication type <c>jwt</c>.</summary>
public sealed class JwtOptions
{
    /// <summary>The minimum length of <see cref="SecretKey"/> in bytes: 32, the size of the HS256 hash (RFC 7518 §3.2).</summary>
    public const int MinimumKeyBytes = 32;

    /// <summary>The default of <see cref="Issuer"/>.</summary>
    public const string DefaultIssuer = "dhafnck-mcp";

    /// <summary>The audience that is used when <see cref="Audiences"/> is empty.</summary>
    public const string DefaultAudience = "mcp-server";

    /// <summary>The key that signs and verifies tokens with HS256. Its UTF-8 bytes are used. Set it with <c>JWT_SECRET_KEY</c>.</summary>
    /// <value>At least 32 bytes on one line. Surrounding white space is ignored. The default is <see langword="null"/>: no key.</value>
    public string? SecretKey { get; set; }

    /// <summary>The path of a file that contains <see cref="SecretKey"/>. Set it with <c>JWT_SECRET_KEY_FILE</c>.</summary>
    /// <value>The default is <see langword="null"/>. Set either this or <see cref="SecretKey"/>, not both.</value>
    public string? SecretKeyFile { get; set; }

    /// <summary>
    /// Earlier signing keys. They verify tokens but sign no new ones, so the key can be replaced while existing tokens stay
    /// valid. Set them with <c>JWT_SECRET_KEY_PREVIOUS</c>, separated by commas.
    /// </summary>
    /// <value>At least 32 bytes each, in the format of <see cref="SecretKey"/>. The default is empty.</value>
    public IList<string> PreviousSecretKeys { get; } = [];

    /// <summary>The path of a file that contains <see cref="PreviousSecretKeys"/>, one per line. Set it with <c>JWT_SECRET_KEY_PREVIOUS_FILE</c>.</summary>
    /// <value>The default is <see langword="null"/>. Set either this or <see cref="PreviousSecretKeys"/>, not both.</value>
    public string? PreviousSecretKeyFile { get; set; }

    /// <summary>The issuer of the tokens (<c>iss</c>, RFC 7519 §4.1.1). Set it with <c>JWT_ISSUER</c>.</summary>
    /// <value>1 to 200 visible ASCII characters. The default is <c>dhafnck-mcp</c>.</value>
    public string Issuer { get; set; } = DefaultIssuer;

    /// <summary>
    /// The accepted audiences (<c>aud</c>, RFC 7519 §4.1.3). A new token is issued for the first one unless the request names
    /// another. Set them with <c>JWT_AUDIENCE</c>, separated by commas.
    /// </summary>
    /// <value>1 to 200 visible ASCII characters each. Empty means only <c>mcp-server</c>. The default is empty.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The prefix of new API tokens and of the access tokens of OAuth connections, with which secret scanners find leaked ones. A token
    /// then is the prefix, a JWT, an underscore and a checksum, so that a mistyped one is refused without a look-up. Tokens that were
    /// issued before, without a prefix, stay valid.
    /// </summary>
    /// <value>
    /// 3 to 20 letters, digits and underscores, with a letter at the start, but not <c>ey</c>, and an underscore at the end, such
    /// as <c>office_</c>. The default is <see langword="null"/>: a JWT alone.
    /// </value>
    public string? TokenPrefix { get; set; }

    /// <summary>
    /// The former prefixes, whose tokens are still accepted: a token that is in use when <see cref="TokenPrefix"/> is changed or removed
    /// gets the new form with its next rotation.
    /// </summary>
    /// <value>Prefixes of the form of <see cref="TokenPrefix"/>. The default is empty.</value>
    public IList<string> PreviousTokenPrefixes { get; } = [];

    /// <summary>The external issuers whose tokens are also accepted.</summary>
    /// <value>The default is empty.</value>
    public IList<TrustedIssuer> TrustedIssuers { get; } = [];
}
