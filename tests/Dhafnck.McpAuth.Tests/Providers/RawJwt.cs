using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>A JWT of a header and claims as they are written, well formed or not, signed by whoever has a key.</summary>
internal static class RawJwt
{
    /// <summary>Signed with HS256.</summary>
    public static string Hs256(string key, string header, string claims) => Hs256(Encoding.UTF8.GetBytes(key), header, claims);

    public static string Hs256(byte[] key, string header, string claims) => Sign(header, claims, input => HMACSHA256.HashData(key, input));

    /// <summary>Signed by what is given, whatever the header says.</summary>
    public static string Sign(string header, string claims, Func<byte[], byte[]> signer) =>
        Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(claims), signer);

    public static string Sign(byte[] header, byte[] claims, Func<byte[], byte[]> signer) =>
        SignEncoded(Encode(header), Encode(claims), signer);

    /// <summary>Segments that are encoded already, in whatever way, and signed as they are.</summary>
    public static string SignEncoded(string header, string claims, Func<byte[], byte[]> signer)
    {
        var input = $"{header}.{claims}";
        return $"{input}.{Encode(signer(Encoding.UTF8.GetBytes(input)))}";
    }

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static string Decode(string segment) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment));
}
