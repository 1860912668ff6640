using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>Other spellings of a good token, and what is no compact JWS (RFC 7515 §7.1) at all.</summary>
internal static class EncodingCases
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>Made of a good token; those with characters that no header may have are malformed before anybody looks.</summary>
    public static IEnumerable<HostileCase> All() =>
    [
        .. Enumerable.Range(0, 3).SelectMany(index => new HostileCase[]
        {
            Respelled($"segment {index} empty", index, _ => ""),
            Respelled($"segment {index} without its last character", index, segment => segment[..^1]),
            Respelled($"segment {index} without its first character", index, segment => segment[1..]),
            Respelled($"segment {index} twice", index, segment => segment + segment),
            Respelled($"segment {index} one character", index, _ => "A"),
            Respelled($"segment {index} with an A behind", index, segment => segment + "A"),
            Respelled($"segment {index} with AAAA behind", index, segment => segment + "AAAA"),
            Respelled($"segment {index} with standard base64's characters", index, segment => "+/" + segment[2..]),
            Respelled($"segment {index} with a tilde", index, segment => segment[..3] + "~" + segment[4..]),
            Respelled($"segment {index} upside down", index, segment => string.Concat(segment.Reverse())),
            Respelled($"segment {index} in capitals", index, segment => segment.ToUpperInvariant()),
            Resigned($"segment {index} encoded twice", index, RawJwt.Encode),
            Resigned($"segment {index} with a padding that is signed", index, segment => segment + new string('=', Math.Max(1, (4 - (segment.Length % 4)) % 4))) with { Description = "The access token is malformed." },
        }).Where(hostile => !hostile.Name.StartsWith("segment 2 encoded", StringComparison.Ordinal) && !hostile.Name.StartsWith("segment 2 with a padding", StringComparison.Ordinal)),
        .. Enumerable.Range(0, 3).SelectMany(index => Enumerable.Range(1, 15).Select(bits =>
            new HostileCase($"segment {index} with unused bits {bits} set", target => SetUnusedBits(target, index, bits)))),
        .. new[] { ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", ".a.", "-.-.-", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.e30" }.Select(text => new HostileCase($"'{text}'", _ => text)),
        new("a dot before", target => "." + target.Token()),
        new("a dot behind", target => target.Token() + "."),
        new("two dots behind", target => target.Token() + ".."),
        new("without its signature and dot", target => target.Token()[..target.Token().LastIndexOf('.')]),
        new("a fourth segment", target => target.Token() + ".e30"),
        new("two tokens with a dot between", target => target.Token() + "." + target.Token()),
        new("padding at its end", target => target.Token() + "="),
        new("much padding at its end", target => target.Token() + "===="),
        new("five segments of an encrypted token", target => string.Join('.', RawJwt.Encode("""{"alg":"dir","enc":"A128GCM"}"""), "", RawJwt.Encode(new byte[12]), RawJwt.Encode(target.ClaimsWith()), RawJwt.Encode(new byte[16]))),
        new("five segments with a zip", target => string.Join('.', RawJwt.Encode("""{"alg":"dir","enc":"A128GCM","zip":"DEF"}"""), "", RawJwt.Encode(new byte[12]), RawJwt.Encode(Deflate(new byte[1_000_000])), RawJwt.Encode(new byte[16]))),
        new("a good token inside a signed one", target => target.Token(target.HeaderWith(("cty", "\"JWT\"")), target.Token())),
        new("a good token inside a signed one of text", target => target.Token(target.HeaderWith(("cty", "\"JWT\"")), $"\"{target.Token()}\"")),
        new("claims that are compressed", target => RawJwt.Sign(Encoding.UTF8.GetBytes(target.HeaderWith(("zip", "\"DEF\""))), Deflate(Encoding.UTF8.GetBytes(target.ClaimsWith())), target.Sign)),
        new("flattened JSON, encoded", target => RawJwt.Encode($$"""{"payload":"{{RawJwt.Encode(target.ClaimsWith())}}","protected":"{{RawJwt.Encode(target.HeaderWith())}}","signature":"x"}""")),
        new("the header's length beyond the limit", target => target.Token(target.HeaderWith(("x", $"\"{new string('x', 6200)}\"")))) { Description = "The access token is malformed." },
        new("the claims' length beyond the limit", target => target.Token(claims: target.ClaimsWith(("x", $"\"{new string('x', 6200)}\"")))) { Description = "The access token is malformed." },
        new("longer than our own are", target => target.Token(claims: target.ClaimsWith(("x", $"\"{new string('x', 3000)}\"")))) { Applies = target => target.HasRecord },
        new("8192 letters", _ => new string('A', 8192)),
        new("8193 letters", _ => new string('A', 8193)) { Description = "The access token is malformed." },
        new("8192 dots", _ => new string('.', 8192)),
        new("2730 segments", _ => string.Join('.', Enumerable.Repeat("AA", 2730))),
        .. new[] { "%2E", "\\.", "%00", "%0d%0aX-Injected:1", ";", ",", "\"", "'", "<script>", "{}", "\u007f", "@", "*", "#", "?" }.Select(text =>
            new HostileCase($"'{text}' for its first dot", target => string.Concat(target.Token().AsSpan(0, target.Token().IndexOf('.')), text, target.Token().AsSpan(target.Token().IndexOf('.') + 1)))
            {
                Description = "The access token is malformed.",
            }),
    ];

    private static HostileCase Respelled(string name, int index, Func<string, string> respell) => new(name, target =>
    {
        var segments = target.Token().Split('.');
        segments[index] = respell(segments[index]);
        return string.Join('.', segments);
    });

    private static HostileCase Resigned(string name, int index, Func<string, string> respell) => new(name, target =>
    {
        var segments = target.Token().Split('.');
        segments[index] = respell(segments[index]);
        return RawJwt.SignEncoded(segments[0], segments[1], target.Sign);
    });

    // A segment whose last character leaves bits over, signed as it is spelled.
    private static string SetUnusedBits(HostileTarget target, int index, int bits)
    {
        for (var padding = 0; ; padding++)
        {
            var change = ("x", (string?)$"\"{new string('x', padding)}\"");
            var segments = target.Token(index == 0 ? target.HeaderWith(change) : null, index == 1 ? target.ClaimsWith(change) : null).Split('.');
            var free = (segments[index].Length % 4) switch { 2 => 15, 3 => 3, _ => 0 };
            if (free >= bits || (index == 2 && free > 0))
            {
                segments[index] = segments[index][..^1] + Alphabet[Alphabet.IndexOf(segments[index][^1], StringComparison.Ordinal) ^ (bits & free) | (bits & free) switch { 0 => 1, _ => 0 }];
                return index == 2 ? string.Join('.', segments) : RawJwt.SignEncoded(segments[0], segments[1], target.Sign);
            }
        }
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.SmallestSize))
        {
            deflate.Write(bytes);
        }

        return stream.ToArray();
    }
}
