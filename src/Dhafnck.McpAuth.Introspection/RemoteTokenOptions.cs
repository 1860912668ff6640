using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Introspection;

/// <summary>What is common to tokens that only their issuer can check: how long its answers are cached, and how long a request waits for one.</summary>
public abstract class RemoteTokenOptions : ExternalIssuerOptions
{
    /// <summary>
    /// For how long an answer is cached, whether it accepts or refuses the token. A token that is revoked at the issuer stays valid
    /// here for this time at most. A token is never cached after it has expired.
    /// </summary>
    /// <value>From zero, which asks for each request, to 10 minutes. The default is 60 seconds.</value>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of accepted tokens that are cached, and of refused ones.</summary>
    /// <value>1 or more. The default is 10,000.</value>
    public int MaximumCachedTokens { get; set; } = 10_000;

    /// <summary>How long a request waits for the issuer. Then it gets 503.</summary>
    /// <value>From 100 milliseconds to 30 seconds. The default is 5 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The prefixes of the issuer's tokens. Other tokens are refused without asking the issuer; if several types are active, the prefixes
    /// select this one.
    /// </summary>
    /// <value>At least 3 characters each. The default depends on the issuer; empty means tokens of any form.</value>
    public IList<string> Prefixes { get; } = [];
}
