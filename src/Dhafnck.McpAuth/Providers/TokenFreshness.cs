using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>How long what was said of a token may be gone by, for whoever goes by it longer than a request takes.</summary>
internal sealed class TokenFreshness(TokenRecords records, TokenCacheOptions options)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Another value than before: something that was said may hold no more.</summary>
    public long Epoch => records.Epoch;

    /// <summary>After how long it is asked again, whatever was heard.</summary>
    public TimeSpan Lifetime { get; } = options.RecordLifetime > TimeSpan.Zero ? options.RecordLifetime : Longest;

    /// <summary>For how long it holds while nobody can be asked.</summary>
    public TimeSpan StalenessBound => options.StalenessBound;
}
