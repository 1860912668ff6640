using System.Security.Cryptography;
using System.Text;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The SHA-256 hash of a token string. A store keeps it instead of the token. Equality is checked in constant time, and
/// <see cref="ToString"/> does not print the hash.
/// </summary>
/// <remarks>
/// Store the bytes of <see cref="ToArray"/>, and restore them with <see cref="FromBytes"/>. <c>System.Text.Json</c> needs a
/// converter that does so.
/// </remarks>
public sealed class TokenHash : IEquatable<TokenHash>
{
    private readonly byte[] _bytes;

    private TokenHash(byte[] bytes) => _bytes = bytes;

    /// <summary>Computes the hash of a token string over its UTF-8 bytes.</summary>
    /// <param name="token">The token string as issued or presented.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public static TokenHash Compute(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Compute(token.AsSpan());
    }

    internal static TokenHash Compute(ReadOnlySpan<char> token)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Write(token, hash);
        return new(hash);
    }

    /// <summary>Writes the 32 bytes of a string's hash. Allocates nothing for a short token.</summary>
    internal static void Write(ReadOnlySpan<char> token, Span<byte> hash)
    {
        const int OnStack = 2048;
        var length = Encoding.UTF8.GetMaxByteCount(token.Length);
        Span<byte> bytes = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
    }

    /// <summary>Restores a hash from the bytes that a store has kept.</summary>
    /// <param name="bytes">The 32 bytes returned by <see cref="ToArray"/>.</param>
    /// <exception cref="ArgumentException">The length is not 32 bytes.</exception>
    public static TokenHash FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == SHA256.HashSizeInBytes
            ? new(bytes.ToArray())
            : throw new ArgumentException($"A token's hash has {SHA256.HashSizeInBytes} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Returns the 32 bytes of the hash in a new array, for a store to keep.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Returns whether both hashes are equal. The comparison takes constant time.</summary>
    /// <param name="other">The other hash.</param>
    public bool Equals(TokenHash? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    internal void CopyTo(Span<byte> bytes) => _bytes.CopyTo(bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenHash);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    /// <summary>Returns a fixed text, because a hash must not be printed.</summary>
    public override string ToString() => "[hash]";
}
