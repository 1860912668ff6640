using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The types of the claims in the principal of an access token. Their issuer is the token's.</summary>
public static class McpClaimTypes
{
    /// <summary>Whose token it is, and the name of the identity: <c>sub</c> (RFC 7519 §4.1.2).</summary>
    public const string Subject = "sub";

    /// <summary>Who issued the token: <c>iss</c> (RFC 7519 §4.1.1).</summary>
    public const string Issuer = "iss";

    /// <summary>The audience the token was made for: <c>aud</c> (RFC 7519 §4.1.3).</summary>
    public const string Audience = "aud";

    /// <summary>One effective scope; there is a claim for each.</summary>
    public const string Scope = ScopeClaims.ClaimType;

    /// <summary>The identifier of the token's record, <c>tok_</c> and 32 digits.</summary>
    public const string TokenId = ScopeClaims.TokenIdType;

    /// <summary>The name that the owner gave the token. It is free text: decide nothing by it.</summary>
    public const string TokenName = "token_name";
}
