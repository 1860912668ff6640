using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Records;

namespace Dhafnck.McpAuth.Providers;

/// <summary>For how long the result for a token stays valid, for requests that stay open.</summary>
internal sealed class TokenFreshness(TokenRecords records, TokenCacheOptions options)
{
    // Without cached records no change is noticed, so open requests are checked at this interval.
    private static readonly TimeSpan Unremembered = TimeSpan.FromSeconds(1);

    /// <summary>The current epoch of the token records. It changes with each change of a token.</summary>
    public long Epoch => records.Cache.Changes.Epoch;

    /// <summary>Returns whether a result for a token from an earlier epoch may be outdated.</summary>
    public bool IsChanged(string tokenId, long since) => records.Cache.Changes.IsChanged(tokenId, since);

    /// <summary>The interval after which a token is checked again, even without a reported change.</summary>
    public TimeSpan Lifetime { get; } = options.RecordLifetime > TimeSpan.Zero ? options.RecordLifetime : Unremembered;

    /// <summary>For how long a result stays valid while tokens cannot be checked.</summary>
    public TimeSpan StalenessBound => options.StalenessBound;
}
