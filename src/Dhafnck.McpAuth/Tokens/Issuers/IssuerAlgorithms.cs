using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The algorithms (RFC 7518 §3.1) that an issuer can sign with: those for a shared key or those for its own keys, never both.</summary>
internal static class IssuerAlgorithms
{
    public static readonly IReadOnlyList<string> Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly IReadOnlyList<string> Shared = [SecurityAlgorithms.HmacSha256];

    /// <summary>Returns the algorithms that are possible for this kind of issuer.</summary>
    public static IReadOnlyList<string> Possible(TrustedIssuer issuer) => issuer.PublishesKeys ? Asymmetric : Shared;

    /// <summary>Returns the algorithms that are accepted from the issuer.</summary>
    public static IReadOnlyList<string> Of(TrustedIssuer issuer) => issuer.Algorithms.Count > 0 ? [.. issuer.Algorithms] : Possible(issuer);

    /// <summary>Returns the curve size of an ECDSA algorithm, or <see langword="null"/> for an RSA algorithm.</summary>
    public static int? CurveBits(string algorithm) => algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => 256,
        SecurityAlgorithms.EcdsaSha384 => 384,
        SecurityAlgorithms.EcdsaSha512 => 521,
        _ => null,
    };
}
