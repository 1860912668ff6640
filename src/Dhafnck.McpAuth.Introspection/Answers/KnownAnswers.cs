using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>The cached answers, by the hash of the token. Refused tokens have a cache of their own, so that made-up ones do not evict those in use.</summary>
internal sealed class KnownAnswers(RemoteTokenOptions options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _accepted = Create(options);
    private readonly MemoryCache _refused = Create(options);

    /// <summary>Returns the answer about a token, if it is recent.</summary>
    public AccessTokenResult? Find(string token)
    {
        var key = TokenHash.Compute(token);
        return (_accepted.TryGetValue(key, out Answer? answer) || _refused.TryGetValue(key, out answer)) && time.GetUtcNow() < answer!.Until ? answer.Result : null;
    }

    /// <summary>Keeps the answer to a question.</summary>
    public void Add(string token, AccessTokenResult result, DateTimeOffset askedAt)
    {
        var until = askedAt + options.CacheDuration;
        if (result.AccessToken?.ExpiresAt is { } expiry && expiry < until)
        {
            until = expiry;
        }

        if (until <= time.GetUtcNow())
        {
            return;
        }

        var key = TokenHash.Compute(token);
        (result.Succeeded ? _refused : _accepted).Remove(key);
        (result.Succeeded ? _accepted : _refused).Set(key, new Answer(result, until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.CacheDuration });
    }

    public void Dispose()
    {
        _accepted.Dispose();
        _refused.Dispose();
    }

    private static MemoryCache Create(RemoteTokenOptions options) => new(new MemoryCacheOptions { SizeLimit = options.MaximumCachedTokens });

    private sealed record Answer(AccessTokenResult Result, DateTimeOffset Until);
}
