namespace Dhafnck.McpAuth.Introspection;

/// <summary>Options of token introspection (RFC 7662): the endpoint of the issuer, and how this server authenticates there.</summary>
public sealed class IntrospectionOptions : RemoteTokenOptions
{
    /// <summary>The introspection endpoint, as in the issuer's metadata (<c>introspection_endpoint</c>, RFC 8414 §2).</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. Required.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>The client with which this server authenticates at the endpoint.</summary>
    /// <value>Required.</value>
    public string ClientId { get; set; } = "";

    /// <summary>How the client authenticates.</summary>
    /// <value>The default is <see cref="IntrospectionClientAuthentication.SecretBasic"/>.</value>
    public IntrospectionClientAuthentication ClientAuthentication { get; set; }

    /// <summary>The secret of the client.</summary>
    /// <value>Required, unless the client authenticates with a key.</value>
    public string? ClientSecret { get; set; }

    /// <summary>The private key of the client in PEM, for <see cref="IntrospectionClientAuthentication.PrivateKeyJwt"/>.</summary>
    /// <value>An RSA key of at least 2048 bits, or an EC key on P-256, P-384 or P-521. The default is <see langword="null"/>.</value>
    public string? PrivateKey { get; set; }

    /// <summary>The identifier of the private key (<c>kid</c>), as registered with the issuer.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? PrivateKeyId { get; set; }

    /// <summary>The audience of the client's assertions (RFC 7523 §3).</summary>
    /// <value>The default is <see langword="null"/>: the issuer.</value>
    public string? AssertionAudience { get; set; }

    /// <summary>Whether the issuer's JWTs are introspected too. It matters only if several types are active: the type <c>jwt</c> must then not trust the same issuer.</summary>
    /// <value>The default is <see langword="false"/>: only tokens that are not JWTs.</value>
    public bool IncludesJwts { get; set; }
}
