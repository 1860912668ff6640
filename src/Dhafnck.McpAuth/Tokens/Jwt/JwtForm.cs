using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>
/// The unverified content of a well-formed JWT (RFC 7519) in canonical encoding. It is enough to choose the verifier, but must
/// not be trusted.
/// </summary>
internal sealed class JwtForm
{
    public const string ClientIdClaim = "client_id";

    private JwtForm(string token, JwtHeader header, JsonElement claims)
    {
        Token = token;
        Algorithm = header.Algorithm;
        Type = header.Type;
        KeyId = header.KeyId;
        Issuer = claims.GetProperty("iss").GetString()!;
        IsAnotherKind = JwtClaimForms.IsAnotherKind(claims);
        HasClient = claims.TryGetProperty(ClientIdClaim, out _);
        Claims = claims.Clone();
    }

    /// <summary>The token string.</summary>
    public string Token { get; }

    /// <summary>The header's <c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>typ</c>.</summary>
    public string? Type { get; }

    /// <summary>The header's <c>kid</c>.</summary>
    public string? KeyId { get; }

    /// <summary>The claim <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>Whether the token has a claim that only ID tokens, logout tokens and security events have.</summary>
    public bool IsAnotherKind { get; }

    /// <summary>All claims.</summary>
    public JsonElement Claims { get; }

    /// <summary>Whether the token names the OAuth client that it is issued to.</summary>
    public bool HasClient { get; }

    /// <summary>Parses a token. Returns its form, or why it is malformed, for the log.</summary>
    public static (JwtForm? Form, string? Failure) Read(string token)
    {
        var (jwt, wrong) = CompactJwt.Read(token);
        using (jwt)
        {
            return jwt is null ? (null, wrong) : Read(token, jwt);
        }
    }

    private static (JwtForm? Form, string? Failure) Read(string token, CompactJwt jwt)
    {
        try
        {
            var (read, failure) = JwtHeader.Read(jwt.Header);
            failure ??= JwtClaimForms.Check(jwt.Claims);
            return failure is null ? (new(token, read!, jwt.Claims), null) : (null, failure);
        }
        catch (InvalidOperationException)
        {
            return (null, CompactJwt.NotUnicode);
        }
    }
}
