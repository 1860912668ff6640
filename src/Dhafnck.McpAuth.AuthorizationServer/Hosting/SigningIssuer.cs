using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Describes an issuer of tokens for this server that publishes its keys.</summary>
internal static class SigningIssuer
{
    /// <summary>Describes the issuer.</summary>
    /// <param name="issuer">The issuer, which is also the address of its discovery document unless there is a <paramref name="jwksUri"/>.</param>
    /// <param name="jwksUri">The URL of its JWK set, if it is configured.</param>
    /// <param name="audience">The audience of its tokens.</param>
    public static TrustedIssuer Of(string issuer, string? jwksUri, string audience)
    {
        var described = new TrustedIssuer { Issuer = issuer, Audiences = { audience } };
        if (string.IsNullOrEmpty(jwksUri))
        {
            described.Authority = issuer;
        }
        else
        {
            described.JwksUri = jwksUri;
        }

        return described;
    }
}
