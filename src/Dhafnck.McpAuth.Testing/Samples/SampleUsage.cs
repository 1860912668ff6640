using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Testing;

/// <summary>Usage as the library writes it to an <see cref="IUsageStore"/>.</summary>
public static class SampleUsage
{
    /// <summary>Adds the usage of tokens as the first batch of a new writer.</summary>
    /// <param name="store">The store.</param>
    /// <param name="uses">The usage, with at most one entry per token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is <see langword="null"/>.</exception>
    public static Task AddAsync(this IUsageStore store, params IEnumerable<TokenUse> uses)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.AddAsync(Batch(Guid.NewGuid(), 1, uses));
    }

    /// <summary>Creates a batch.</summary>
    /// <param name="writer">The identifier of the writer.</param>
    /// <param name="number">The number of the batch.</param>
    /// <param name="uses">The usage, with at most one entry per token.</param>
    public static UsageBatch Batch(Guid writer, long number, params IEnumerable<TokenUse> uses) => new() { Writer = writer, Number = number, Uses = [.. uses] };

    /// <summary>Creates the usage of a token, without counts.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="requests">The number of requests.</param>
    /// <param name="at">The time of the last of them, UTC.</param>
    public static TokenUse Of(string tokenId, long requests, DateTimeOffset at) => new() { TokenId = tokenId, Requests = requests, LastUsedAt = at };

    /// <summary>Creates a count of requests, or of the calls of a tool.</summary>
    /// <param name="start">The start of the minute, hour or day, UTC.</param>
    /// <param name="tool">The tool; <see langword="null"/> for requests.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="count">The number of requests or calls.</param>
    public static UsageCount Count(DateTimeOffset start, string? tool, UsageOutcome outcome, long count) =>
        new() { Start = start, Tool = tool, Outcome = outcome, Count = count };

    /// <summary>Creates the use from an address.</summary>
    /// <param name="address">The IPv4 or IPv6 address.</param>
    /// <param name="lastUsedAt">The time of the last use, UTC.</param>
    public static AddressUse From(string address, DateTimeOffset lastUsedAt) => new() { Address = address, LastUsedAt = lastUsedAt };
}
