using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Which token strings have been verified, by their SHA-256: the strings are not kept. Only good ones are remembered,
/// so that nobody fills the memory without a key.
/// </summary>
internal sealed class VerifiedTokens(TokenCacheOptions options) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });

    public VerifiedToken? Find(ReadOnlySpan<byte> hash) =>
        _cache.TryGetValue(Key(hash), out VerifiedToken? token) ? token : null;

    public void Add(TokenHash hash, VerifiedToken token)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.CopyTo(bytes);
        _cache.Set(new string(Key(bytes)), token, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _cache.Dispose();

    // Any 32 bytes are 16 characters to a comparison by ordinal, and a look-up by a span of them makes no object.
    private static ReadOnlySpan<char> Key(ReadOnlySpan<byte> hash) => MemoryMarshal.Cast<byte, char>(hash);
}
