using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth;

/// <summary>The claim types in the principal of an access token. The issuer of each claim is the token's issuer.</summary>
public static class McpClaimTypes
{
    /// <summary>The subject of the token, and the name of the identity: <c>sub</c> (RFC 7519 §4.1.2).</summary>
    public const string Subject = "sub";

    /// <summary>The issuer of the token: <c>iss</c> (RFC 7519 §4.1.1).</summary>
    public const string Issuer = "iss";

    /// <summary>The audience of the token: <c>aud</c> (RFC 7519 §4.1.3).</summary>
    public const string Audience = "aud";

    /// <summary>The authentication type whose provider accepted the token, such as <c>jwt</c>.</summary>
    public const string Provider = "auth_provider";

    /// <summary>One effective scope. Each scope is a separate claim.</summary>
    public const string Scope = ScopeClaims.ClaimType;

    /// <summary>The identifier of the token's record: <c>tok_</c> and 32 hexadecimal digits.</summary>
    public const string TokenId = ScopeClaims.TokenIdType;

    /// <summary>The name that the owner gave the token. It is free text, so do not base authorization decisions on it.</summary>
    public const string TokenName = "token_name";
}
