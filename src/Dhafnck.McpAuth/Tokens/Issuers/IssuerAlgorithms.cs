using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The algorithms (RFC 7518 §3.1) that an issuer can sign with: by a shared key, or by keys of its own, never both.</summary>
internal static class IssuerAlgorithms
{
    public static readonly IReadOnlyList<string> Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly IReadOnlyList<string> Shared = [SecurityAlgorithms.HmacSha256];

    /// <summary>Those that an issuer of this kind could have.</summary>
    public static IReadOnlyList<string> Possible(TrustedIssuer issuer) => issuer.PublishesKeys ? Asymmetric : Shared;

    /// <summary>Those that the issuer has.</summary>
    public static IReadOnlyList<string> Of(TrustedIssuer issuer) => issuer.Algorithms.Count > 0 ? [.. issuer.Algorithms] : Possible(issuer);

    /// <summary>The curve size that goes with an algorithm of ECDSA, or <see langword="null"/> for one of RSA.</summary>
    public static int? CurveBits(string algorithm) => algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => 256,
        SecurityAlgorithms.EcdsaSha384 => 384,
        SecurityAlgorithms.EcdsaSha512 => 521,
        _ => null,
    };
}
