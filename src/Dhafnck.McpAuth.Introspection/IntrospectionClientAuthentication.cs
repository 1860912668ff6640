namespace Dhafnck.McpAuth.Introspection;

/// <summary>How a client authenticates at the introspection endpoint (<c>introspection_endpoint_auth_methods_supported</c>, RFC 8414 §2).</summary>
public enum IntrospectionClientAuthentication
{
    /// <summary>With its secret in the <c>Authorization</c> header: <c>client_secret_basic</c> (RFC 6749 §2.3.1).</summary>
    SecretBasic,

    /// <summary>With its secret in the body: <c>client_secret_post</c> (RFC 6749 §2.3.1).</summary>
    SecretPost,

    /// <summary>With a JWT that its private key signs: <c>private_key_jwt</c> (RFC 7523 §2.2).</summary>
    PrivateKeyJwt,
}
