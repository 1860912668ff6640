namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The spellings of an issuer: a URL with and without a trailing slash, which providers write differently in tokens and metadata. Any other issuer has one.</summary>
internal static class IssuerSpellings
{
    /// <summary>Returns the configured spelling, then the other one.</summary>
    public static IReadOnlyList<string> Of(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? [issuer, issuer.EndsWith('/') ? issuer[..^1] : issuer + "/"]
            : [issuer];

    /// <summary>
    /// Returns the spellings of a trusted issuer, without those of another one and of this server. An issuer that shares a key is no
    /// provider whose documents and tokens could differ: it has one.
    /// </summary>
    public static IEnumerable<string> Of(TrustedIssuer issuer, JwtOptions options) =>
        Of(issuer.Issuer).Where((spelling, index) => index == 0 || (issuer.PublishesKeys && spelling != options.Issuer && options.TrustedIssuers.All(other => other.Issuer != spelling)));
}
