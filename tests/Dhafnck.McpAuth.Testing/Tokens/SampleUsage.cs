using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Testing.Tokens;

/// <summary>Use as the writers of a process send it.</summary>
public static class SampleUsage
{
    /// <summary>Adds the use of tokens, as a process of its own would.</summary>
    public static Task AddAsync(this IUsageStore store, params IEnumerable<TokenUse> uses) => store.AddAsync(Batch(Guid.NewGuid(), 1, uses));

    public static UsageBatch Batch(Guid writer, long number, params IEnumerable<TokenUse> uses) => new() { Writer = writer, Number = number, Uses = [.. uses] };

    /// <summary>The use of a token in one moment.</summary>
    public static TokenUse Of(string tokenId, long requests, DateTimeOffset at) => new() { TokenId = tokenId, Requests = requests, LastUsedAt = at };

    /// <summary>A count of the calls of a tool, or of requests without one.</summary>
    public static UsageCount Count(DateTimeOffset start, string? tool, UsageOutcome outcome, long count) =>
        new() { Start = start, Tool = tool, Outcome = outcome, Count = count };

    public static AddressUse From(string address, DateTimeOffset lastUsedAt) => new() { Address = address, LastUsedAt = lastUsedAt };
}
