using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Options of proof of possession (DPoP, RFC 9449). A token that is bound to a key is accepted with a proof of that key only,
/// whatever these options are. They say what clients are told, and what a proof has to be.
/// </summary>
public sealed class DpopOptions
{
    /// <summary>
    /// Whether clients are told that the server takes bound tokens: each 401 has a challenge of the scheme <c>DPoP</c> beside that of
    /// <c>Bearer</c>, and the protected resource metadata has <c>dpop_signing_alg_values_supported</c> (RFC 9728 §2).
    /// </summary>
    /// <value>
    /// The default is <see langword="false"/>: only requests that use a bound token or the scheme <c>DPoP</c> get the challenge.
    /// <see cref="Required"/> includes it.
    /// </value>
    public bool Advertise { get; set; }

    /// <summary>
    /// Whether every token must be bound to a key. The metadata then has <c>dpop_bound_access_tokens_required</c> (RFC 9728 §2). It
    /// excludes the types <c>env</c> and <c>none</c>, which have no bound tokens.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Required { get; set; }

    /// <summary>
    /// Whether a proof must contain a nonce of this server (RFC 9449 §9). A request without one gets 401 with <c>use_dpop_nonce</c> and
    /// a nonce in the header <c>DPoP-Nonce</c>. ASP.NET Core Data Protection protects the nonces, so instances accept each other's
    /// only if they share its keys.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireNonce { get; set; }

    /// <summary>The signature algorithms (<c>alg</c>, RFC 7518 §3.1) of proofs.</summary>
    /// <value>
    /// Any of <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c>, <c>ES256</c>, <c>ES384</c> and
    /// <c>ES512</c>. Empty, the default, means all of them.
    /// </value>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Whether the server advertises bound tokens before a client presents one.</summary>
    internal bool IsAdvertised => Advertise || Required;

    /// <summary>The accepted algorithms.</summary>
    internal IReadOnlyList<string> AcceptedAlgorithms => Algorithms.Count > 0 ? [.. Algorithms] : IssuerAlgorithms.Asymmetric;

    /// <summary>The time after its creation (<c>iat</c>) during which a proof is accepted, and each proof is remembered.</summary>
    /// <value>1 second to 10 minutes. The default is 1 minute.</value>
    public TimeSpan ProofLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The time during which a nonce is accepted.</summary>
    /// <value>10 seconds to 1 hour. The default is 5 minutes.</value>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The maximum number of proofs that a process remembers, about 40 bytes each, to refuse them when they come again. One key may
    /// take a tenth of it. When there is no room, a request gets 503.
    /// </summary>
    /// <value>1,000 or more. The default is 1,000,000.</value>
    public int MaximumProofs { get; set; } = 1_000_000;
}
