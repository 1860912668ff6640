using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// The cache of verified tokens, keyed by SHA-256; the token strings are not kept. Only valid tokens are cached, so that
/// nobody can fill the memory without a key.
/// </summary>
internal sealed class VerifiedTokens(TokenCacheOptions options) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });

    /// <summary>Finds a token that was presented before.</summary>
    public VerifiedToken? Find(ReadOnlySpan<byte> hash) => _cache.TryGetValue(Key(hash), out VerifiedToken? known) ? known : null;

    public void Add(TokenHash hash, VerifiedToken token)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.CopyTo(bytes);
        _cache.Set(new string(Key(bytes)), token, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _cache.Dispose();

    // An ordinal comparison takes any 32 bytes as 16 characters, and a lookup by span allocates nothing.
    private static ReadOnlySpan<char> Key(ReadOnlySpan<byte> hash) => MemoryMarshal.Cast<byte, char>(hash);
}
