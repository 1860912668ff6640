namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// An external issuer whose tokens are accepted in addition to this server's own. Its tokens have no record here, so they stay
/// valid until they expire. Set exactly one source of its keys: a shared key (<see cref="SecretKey"/>), an OpenID Connect
/// provider (<see cref="Authority"/>), or the URL of a JWK set (<see cref="JwksUri"/>). Its tokens never get <c>mcp:admin</c> or
/// <c>tokens:rotate</c>.
/// </summary>
public sealed class TrustedIssuer
{
    /// <summary>
    /// The issuer (<c>iss</c>) of the tokens. It selects the keys that verify a token. The metadata of an <see cref="Authority"/>
    /// must name the same issuer (OpenID Connect Discovery §4.3).
    /// </summary>
    /// <value>
    /// 1 to 200 visible ASCII characters, different from <see cref="JwtOptions.Issuer"/>. The default is <see cref="Authority"/>;
    /// required without one.
    /// </value>
    public string Issuer { get; set; } = "";

    /// <summary>The shared key that the issuer signs with (HS256). Its UTF-8 bytes are used.</summary>
    /// <value>
    /// At least 32 bytes on one line, and different from this server's own keys. Surrounding white space is ignored. The default
    /// is <see langword="null"/>.
    /// </value>
    public string? SecretKey { get; set; }

    /// <summary>The path of a file that contains <see cref="SecretKey"/>.</summary>
    /// <value>The default is <see langword="null"/>. Set either this or <see cref="SecretKey"/>, not both.</value>
    public string? SecretKeyFile { get; set; }

    /// <summary>
    /// The URL of an OpenID Connect provider. The keys are discovered from <c>/.well-known/openid-configuration</c> below it
    /// (OpenID Connect Discovery §4). Clients can be directed to such an issuer to get a token.
    /// </summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine, without a query. The default is <see langword="null"/>.</value>
    public string? Authority { get; set; }

    /// <summary>The URL of the issuer's JWK set (RFC 7517 §5), for an issuer without discovery.</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. The default is <see langword="null"/>.</value>
    public string? JwksUri { get; set; }

    /// <summary>The algorithms (<c>alg</c>, RFC 7518 §3.1) that the issuer signs with. Tokens with any other algorithm are refused.</summary>
    /// <value>
    /// Any of <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c>, <c>ES256</c>, <c>ES384</c> and
    /// <c>ES512</c>; only <c>HS256</c> with a <see cref="SecretKey"/>. Empty, the default, means all that are possible.
    /// </value>
    public IList<string> Algorithms { get; } = [];

    /// <summary>The accepted audiences. A token is accepted when one value of its <c>aud</c> (RFC 7519 §4.1.3) is in this list.</summary>
    /// <value>At least one is required.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>The claims that contain scopes, as a space-separated string or an array.</summary>
    /// <value>The default is empty: <c>scope</c>, <c>scp</c> and <c>scopes</c>.</value>
    public IList<string> ScopeClaims { get; } = [];

    /// <summary>
    /// Maps the issuer's scopes to scopes of the catalog. A mapped scope grants only the scopes it maps to. A scope without a
    /// mapping grants the scope of the same name.
    /// </summary>
    /// <value>Scopes of the catalog except <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> ScopeMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>The claims that contain roles or groups, as a string or an array. They only take effect through <see cref="RoleMappings"/>.</summary>
    /// <value>The default is empty: <c>roles</c> and <c>groups</c>.</value>
    public IList<string> RoleClaims { get; } = [];

    /// <summary>Maps a role or group to the scopes that it grants.</summary>
    /// <value>Scopes of the catalog except <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> RoleMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>Whether the issuer publishes its keys instead of sharing one.</summary>
    internal bool PublishesKeys => !string.IsNullOrEmpty(Authority) || !string.IsNullOrEmpty(JwksUri);
}
