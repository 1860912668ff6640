using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Testing.Tokens;

/// <summary>Use as the writers of a process send it.</summary>
public static class SampleUsage
{
    /// <summary>Adds the use of tokens, as a process of its own would.</summary>
    public static Task AddAsync(this IUsageStore store, params IEnumerable<TokenUse> uses) => store.AddAsync(new(Guid.NewGuid(), 1, [.. uses]));

    /// <summary>The use of a token in one moment.</summary>
    public static TokenUse Of(string tokenId, long requests, DateTimeOffset at) => new() { TokenId = tokenId, Requests = requests, LastUsedAt = at };
}
