using System.Collections.Concurrent;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Usage;

/// <summary>Counts in memory what each token does, until somebody takes the counts to the store.</summary>
internal sealed class UsageCounter(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TokenUse> _uses = new(StringComparer.Ordinal);

    public void Count(string? tokenId)
    {
        if (tokenId is not null)
        {
            Add(new(tokenId, 1, DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds())));
        }
    }

    /// <summary>The counts since the last call, which are forgotten here.</summary>
    public IReadOnlyCollection<TokenUse> Take()
    {
        var uses = new List<TokenUse>();
        foreach (var tokenId in _uses.Keys)
        {
            // One by one: a count added meanwhile is either in what is removed, or stays for the next time.
            if (_uses.TryRemove(tokenId, out var use))
            {
                uses.Add(use);
            }
        }

        return uses;
    }

    /// <summary>Puts back what could not be written.</summary>
    public void Return(IReadOnlyCollection<TokenUse> uses)
    {
        foreach (var use in uses)
        {
            Add(use);
        }
    }

    private void Add(TokenUse use) =>
        _uses.AddOrUpdate(
            use.TokenId,
            static (_, added) => added,
            static (_, known, added) => new(known.TokenId, known.Count + added.Count, known.LastUsedAt > added.LastUsedAt ? known.LastUsedAt : added.LastUsedAt),
            use);
}
