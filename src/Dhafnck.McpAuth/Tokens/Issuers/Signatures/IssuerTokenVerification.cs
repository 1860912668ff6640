using Microsoft.IdentityModel.JsonWebTokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The result of <see cref="IssuerTokenVerifier.VerifyAsync"/>.</summary>
public sealed class IssuerTokenVerification
{
    /// <summary>The verified token.</summary>
    /// <value><see langword="null"/> when the token is refused.</value>
    public JsonWebToken? Token { get; init; }

    /// <summary>Why the token is refused, for the log only.</summary>
    /// <value><see langword="null"/> when the token is verified.</value>
    public string? Failure { get; init; }

    /// <summary>Whether the token could not be judged, because the issuer has not published its keys to this process yet.</summary>
    public bool IsUnavailable { get; init; }
}
