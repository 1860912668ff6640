using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The key that a token is bound to. It cannot change: whoever holds the token string would then bind it to a key of their own.</summary>
internal sealed class KeyThumbprintField() : TokenField("dpop_jkt", "a string")
{
    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms)
    {
        if (request.KeyThumbprint is { } thumbprint && !KeyConfirmation.IsThumbprint(thumbprint))
        {
            yield return "Must be the SHA-256 thumbprint of a JWK (RFC 7638) in base64url, which has 43 characters.";
        }
    }
}
