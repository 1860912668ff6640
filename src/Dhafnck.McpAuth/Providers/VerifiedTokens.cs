using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Caching.Memory;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Which token strings have been verified, by their SHA-256: the strings are not kept. Only good ones are remembered,
/// so that nobody fills the memory without a key. A connection that sends the same header again hands over the same
/// object, by which it is known for as long as the connection keeps it.
/// </summary>
internal sealed class VerifiedTokens(TokenCacheOptions options) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumRecords });
    private readonly ConditionalWeakTable<string, Presented> _presented = [];

    /// <summary>A token presented before, in this very object.</summary>
    public VerifiedToken? Find(ReadOnlyMemory<char> token) =>
        MemoryMarshal.TryGetString(token, out var text, out var start, out var length)
        && _presented.TryGetValue(text, out var presented)
        && presented.Start == start
        && presented.Length == length
            ? presented.Token
            : null;

    /// <summary>A token presented before, and from now on in this object.</summary>
    public VerifiedToken? Find(ReadOnlyMemory<char> token, ReadOnlySpan<byte> hash)
    {
        if (!_cache.TryGetValue(Key(hash), out VerifiedToken? known))
        {
            return null;
        }

        if (MemoryMarshal.TryGetString(token, out var text, out var start, out var length))
        {
            _presented.AddOrUpdate(text, new(known!, start, length));
        }

        return known;
    }

    public void Add(TokenHash hash, VerifiedToken token)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.CopyTo(bytes);
        _cache.Set(new string(Key(bytes)), token, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _cache.Dispose();

    // Any 32 bytes are 16 characters to a comparison by ordinal, and a look-up by a span of them makes no object.
    private static ReadOnlySpan<char> Key(ReadOnlySpan<byte> hash) => MemoryMarshal.Cast<byte, char>(hash);

    private sealed record Presented(VerifiedToken Token, int Start, int Length);
}
