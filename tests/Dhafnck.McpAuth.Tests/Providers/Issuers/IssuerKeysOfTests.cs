namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>Keys that many tests share, since one of RSA takes a while to make.</summary>
internal static class IssuerKeysOfTests
{
    public static readonly IssuerKey Rsa = IssuerKey.Make("rsa", "RS256");

    public static readonly IssuerKey OtherRsa = IssuerKey.Make("other-rsa", "RS256");

    public static readonly IssuerKey P256 = IssuerKey.Make("p256", "ES256");

    public static readonly IssuerKey OtherP256 = IssuerKey.Make("other-p256", "ES256");

    public static readonly IssuerKey P384 = IssuerKey.Make("p384", "ES384");

    public static readonly IssuerKey P521 = IssuerKey.Make("p521", "ES512");

    public static IssuerKey For(string algorithm) => algorithm switch
    {
        "ES256" => P256,
        "ES384" => P384,
        "ES512" => P521,
        _ => Rsa.As(newAlgorithm: algorithm),
    };
}
