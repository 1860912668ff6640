namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// What an external issuer's tokens have to say to be accepted, and which scopes they grant. Its tokens have no record here. They
/// never get <c>mcp:admin</c> or <c>tokens:rotate</c>.
/// </summary>
public abstract class ExternalIssuerOptions
{
    /// <summary>The issuer, as in <c>iss</c> (RFC 7519 §4.1.1). For an issuer that publishes its keys, a URL with and without a trailing slash is the same.</summary>
    /// <value>1 to 200 visible ASCII characters, different from <see cref="JwtOptions.Issuer"/>. Required, unless the subclass has a default.</value>
    public string Issuer { get; set; } = "";

    /// <summary>The accepted audiences. A token is accepted when one value of its <c>aud</c> (RFC 7519 §4.1.3) is in this list.</summary>
    /// <value>At least one is required, unless <see cref="ClientIds"/> has one: then tokens need no audience.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The accepted clients: <c>client_id</c> (RFC 9068 §2.2), or <c>azp</c> (OpenID Connect Core §2) without one. They identify
    /// the tokens of issuers that write no audience.
    /// </summary>
    /// <value>1 to 200 visible ASCII characters each. The default is empty: any client.</value>
    public IList<string> ClientIds { get; } = [];

    /// <summary>The claims that a token must have, by name, with their exact value, or <c>*</c> for any value. A name can be a path, as in <see cref="ScopeClaims"/>.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, string> RequiredClaims { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The scopes that every accepted token of the issuer has, in addition to those of its claims, for an issuer without scopes of its own.</summary>
    /// <value>Scopes of the catalog except <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IList<string> GrantedScopes { get; } = [];

    /// <summary>
    /// The claims that contain scopes, as a space-separated string or an array. A name can be the path of a nested claim, such as
    /// <c>realm_access.roles</c>, in which <c>*</c> stands for any member, as in <c>resource_access.*.roles</c>.
    /// </summary>
    /// <value>The default is empty: <c>scope</c>, <c>scp</c> and <c>scopes</c>.</value>
    public IList<string> ScopeClaims { get; } = [];

    /// <summary>
    /// Maps the issuer's scopes to scopes of the catalog. A mapped scope grants only the scopes it maps to. A scope without a
    /// mapping grants the scope of the same name.
    /// </summary>
    /// <value>Scopes of the catalog except <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> ScopeMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>
    /// The claims that contain roles or groups, as a string or an array. They only take effect through <see cref="RoleMappings"/>.
    /// A name can be a path, as in <see cref="ScopeClaims"/>.
    /// </summary>
    /// <value>The default is empty: <c>roles</c> and <c>groups</c>.</value>
    public IList<string> RoleClaims { get; } = [];

    /// <summary>Maps a role or group to the scopes that it grants.</summary>
    /// <value>Scopes of the catalog except <c>mcp:admin</c> and <c>tokens:rotate</c>. The default is empty.</value>
    public IDictionary<string, IList<string>> RoleMappings { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);
}
