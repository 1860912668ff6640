namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Another system whose tokens are accepted beside the stored ones, without a record here, so that they end only when
/// they expire. It signs with a key that it shares (<see cref="SecretKey"/>), or with keys of its own whose public half
/// it publishes: an authority of OpenID Connect (<see cref="Authority"/>), or the address of a JWK set (<see cref="JwksUri"/>).
/// Give one of the three. None of its tokens is ever granted <c>mcp:admin</c> or <c>tokens:rotate</c>.
/// </summary>
public sealed class TrustedIssuer
{
    /// <summary>
    /// Who issues the tokens: their <c>iss</c>, by which they are told from others before any key is tried. What an
    /// authority says of itself has to be the same (OpenID Connect Discovery §4.3).
    /// </summary>
    /// <value>1 to 200 visible ASCII characters, other than <see cref="JwtOptions.Issuer"/>. The default is <see cref="Authority"/>; without one it is required.</value>
    public string Issuer { get; set; } = "";

    /// <summary>The key that the system signs with (HS256); its UTF-8 bytes are used.</summary>
    /// <value>At least 32 bytes on one line, white space around it not counted, and none of our own keys. The default is <see langword="null"/>.</value>
    public string? SecretKey { get; set; }

    /// <summary>The path of a file that holds <see cref="SecretKey"/>.</summary>
    /// <value>The default is <see langword="null"/>. Give this or <see cref="SecretKey"/>, not both.</value>
    public string? SecretKeyFile { get; set; }

    /// <summary>
    /// The address of an OpenID Connect provider: below it, at <c>/.well-known/openid-configuration</c>, it says where
    /// its keys are. An issuer that has one is what clients can be sent to for a token.
    /// </summary>
    /// <value>An <c>https</c> address, or <c>http</c> of this machine, without query. The default is <see langword="null"/>.</value>
    public string? Authority { get; set; }

    /// <summary>The address of the issuer's JWK set (RFC 7517 §5), where there is no discovery.</summary>
    /// <value>An <c>https</c> address, or <c>http</c> of this machine. The default is <see langword="null"/>.</value>
    public string? JwksUri { get; set; }

    /// <summary>The algorithms (<c>alg</c>) that the issuer signs with; all others are refused.</summary>
    /// <value>
    /// Of <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c>, <c>ES256</c>, <c>ES384</c>
    /// and <c>ES512</c>. Empty means all of these; with a <see cref="SecretKey"/> it is <c>HS256</c>, and nothing else can be.
    /// </value>
    public IList<string> Algorithms { get; } = [];

    /// <summary>For whom the tokens are accepted: one of their <c>aud</c> has to be one of these.</summary>
    /// <value>At least one.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>The claims that hold scopes: one text with spaces between, or a list.</summary>
    /// <value>Empty means <c>scope</c>, <c>scp</c> and <c>scopes</c>.</value>
    public IList<string> ScopeClaims { get; } = [];

    /// <summary>
    /// What scopes of the issuer's stand for here. A scope that is named here stands for these alone; one that is not
    /// stands for itself.
    /// </summary>
    /// <value>Scopes of the catalog, but <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> ScopeMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>The claims that hold roles or groups: one text, or a list. They count by <see cref="RoleMappings"/> alone.</summary>
    /// <value>Empty means <c>roles</c> and <c>groups</c>.</value>
    public IList<string> RoleClaims { get; } = [];

    /// <summary>Which scopes a role or a group brings.</summary>
    /// <value>Scopes of the catalog, but <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> RoleMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>Whether the issuer publishes its keys, rather than sharing one.</summary>
    internal bool PublishesKeys => !string.IsNullOrEmpty(Authority) || !string.IsNullOrEmpty(JwksUri);
}
