namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>An identity provider whose assertions (ID-JAG) let clients in.</summary>
public sealed class EnterpriseIssuer
{
    /// <summary>
    /// The issuer (<c>iss</c>) of the assertions, such as <c>https://login.example.com</c>. Its keys are discovered from
    /// <c>/.well-known/openid-configuration</c> below it (OpenID Connect Discovery §4), unless <see cref="JwksUri"/> is set.
    /// </summary>
    /// <value>1 to 200 visible ASCII characters, different from every other issuer here. Required.</value>
    public string Issuer { get; set; } = "";

    /// <summary>The URL of the issuer's JWK set (RFC 7517 §5), for an issuer whose discovery document this server cannot reach.</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. The default is <see langword="null"/>.</value>
    public string? JwksUri { get; set; }

    /// <summary>The scopes that the provider may grant. Others in its assertions are not granted.</summary>
    /// <value>Scopes that a user can grant, without <c>tokens:rotate</c>. The default is empty: all of them.</value>
    public IList<string> Scopes { get; } = [];
}
