namespace Dhafnck.McpAuth;

/// <summary>
/// The form of the credentials that a provider checks. If several providers are active, it selects the one that checks a
/// request: a header of its own, then a prefix, then the issuer of a JWT, then every other token. Only the selected provider
/// is asked. Two providers must not have the same form; if they do, the host does not start.
/// </summary>
public sealed record ProviderCredentials
{
    /// <summary>Every token that no other provider recognizes.</summary>
    public static ProviderCredentials Any { get; } = new() { IncludesOthers = true };

    /// <summary>
    /// The issuers whose JWTs the provider checks, as in <c>iss</c> (RFC 7519 §4.1.1). As soon as a provider names issuers, JWTs
    /// of all other issuers are refused.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>The prefixes of the tokens that the provider checks, such as <c>gho_</c>.</summary>
    /// <value>
    /// At least 3 characters each, of those that a token can have (RFC 6750 §2.1). They must not begin with <c>ey</c>, as every JWT
    /// does. The default is empty.
    /// </value>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>
    /// The headers of a provider that requires no bearer token and reads other credentials, such as an API key. A request with
    /// one of these headers is checked by the provider, and must not have an <c>Authorization</c> header.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Whether the provider checks the tokens that no other provider recognizes. Only one provider can.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IncludesOthers { get; init; }
}
