namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// An external issuer whose tokens are accepted in addition to this server's own. Its tokens have no record here, so they stay
/// valid until they expire. Set exactly one source of its keys: a shared key (<see cref="SecretKey"/>), an OpenID Connect
/// provider (<see cref="Authority"/>), or the URL of a JWK set (<see cref="JwksUri"/>). The issuer defaults to the authority.
/// </summary>
public sealed class TrustedIssuer : ExternalIssuerOptions
{
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
    /// The URL of an OpenID Connect provider or OAuth authorization server. The keys are discovered from
    /// <c>/.well-known/openid-configuration</c> below it (OpenID Connect Discovery §4) or, if there is none, from
    /// <c>/.well-known/oauth-authorization-server</c> in front of its path (RFC 8414 §3).
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

    /// <summary>
    /// Whether clients can get a token from the issuer: then it stands in <c>authorization_servers</c> of the server's metadata
    /// (RFC 9728 §2), unless <c>MCP_AUTHORIZATION_SERVERS</c> names others.
    /// </summary>
    /// <value>The default is <see langword="null"/>: an issuer with an <see cref="Authority"/>.</value>
    public bool? IsAuthorizationServer { get; set; }

    /// <summary>Whether the issuer publishes its keys instead of sharing one.</summary>
    internal bool PublishesKeys => !string.IsNullOrEmpty(Authority) || !string.IsNullOrEmpty(JwksUri);
}
