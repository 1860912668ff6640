using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>How long the answer about a token stays valid, for requests that stay open.</summary>
internal sealed class TokenFreshness(TokenRecords records, TokenCacheOptions options)
{
    // Without remembered records no change is noticed, so open requests ask at this interval.
    private static readonly TimeSpan Unremembered = TimeSpan.FromSeconds(1);

    /// <summary>Changes when an earlier answer about a token may be outdated.</summary>
    public long Epoch => records.Epoch;

    /// <summary>After how long it is asked again, whatever was heard.</summary>
    public TimeSpan Lifetime { get; } = options.RecordLifetime > TimeSpan.Zero ? options.RecordLifetime : Unremembered;

    /// <summary>For how long it holds while nobody can be asked.</summary>
    public TimeSpan StalenessBound => options.StalenessBound;
}
