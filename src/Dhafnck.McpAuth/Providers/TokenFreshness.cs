using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>How long what was said of a token may be gone by, for whoever goes by it longer than a request takes.</summary>
internal sealed class TokenFreshness(TokenRecords records, TokenCacheOptions options)
{
    // Where nothing is remembered, nothing is heard of changes either, and what is open goes by asking.
    private static readonly TimeSpan Unremembered = TimeSpan.FromSeconds(1);

    /// <summary>Another value than before: something that was said may hold no more.</summary>
    public long Epoch => records.Epoch;

    /// <summary>After how long it is asked again, whatever was heard.</summary>
    public TimeSpan Lifetime { get; } = options.RecordLifetime > TimeSpan.Zero ? options.RecordLifetime : Unremembered;

    /// <summary>For how long it holds while nobody can be asked.</summary>
    public TimeSpan StalenessBound => options.StalenessBound;
}
