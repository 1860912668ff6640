using System.Globalization;
using System.Numerics;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile.Cases;

/// <summary>Signatures that are none: of zeros and of other numbers that fool a careless verifier, cut, lengthened, of something else.</summary>
internal static class SignatureCases
{
    private static readonly byte[] Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);

    private static readonly (string Name, byte[] Number)[] Numbers = [("0", new byte[32]), ("1", Number(1)), ("n", Order), ("n-1", [.. Order[..31], (byte)(Order[31] - 1)]), ("all ones", [.. Enumerable.Repeat((byte)255, 32)])];

    public static IEnumerable<HostileCase> All() =>
    [
        .. Numbers.SelectMany(r => Numbers.Select(s => Of($"r = {r.Name} and s = {s.Name}", _ => [.. r.Number, .. s.Number]) with { Applies = target => target.Algorithm == "ES256" })),
        .. new[] { 1, 16, 31, 32, 33, 48, 63, 64, 65, 96, 128, 255, 256, 257, 512, 1000 }.SelectMany(length => new[]
        {
            Of($"{length} zeros", _ => new byte[length]),
            Of($"{length} times 255", _ => [.. Enumerable.Repeat((byte)255, length)]),
        }),
        Of("no signature", _ => []),
        Of("the first half", good => good[..(good.Length / 2)]),
        Of("the first byte", good => good[..1]),
        Of("all but the last byte", good => good[..^1]),
        Of("all but the first byte", good => good[1..]),
        Of("a zero behind", good => [.. good, 0]),
        Of("a zero before", good => [0, .. good]),
        Of("twice", good => [.. good, .. good]),
        Of("backwards", good => [.. good.Reverse()]),
        Of("every bit turned", good => [.. good.Select(b => (byte)~b)]),
        .. Enumerable.Range(0, 8).Select(bit => Of($"bit {bit} of the first byte turned", good => [(byte)(good[0] ^ (1 << bit)), .. good[1..]])),
        .. Enumerable.Range(0, 8).Select(bit => Of($"bit {bit} of the last byte turned", good => [.. good[..^1], (byte)(good[^1] ^ (1 << bit))])),
        Of("r and s in DER", good => [0x30, 68, 2, 32, .. good[..32], 2, 32, .. good[32..]]) with { Applies = target => target.Algorithm == "ES256" },
        new("the signature of other claims", target => Swap(target.Token(), target.Token(claims: target.ClaimsWith(("sub", "\"another\""))))),
        new("the signature of another header", target => Swap(target.Token(), target.Token(target.HeaderWith(("cty", "\"x\""))))),
        new("the signature in hexadecimal digits", target => target.Token()[..(target.Token().LastIndexOf('.') + 1)] + Convert.ToHexStringLower(target.Sign("x"u8.ToArray()))),
    ];

    private static HostileCase Of(string name, Func<byte[], byte[]> change) =>
        new($"signature: {name}", target => target.Token(sign: input => change(target.Sign(input))));

    private static string Swap(string body, string signature) =>
        body[..(body.LastIndexOf('.') + 1)] + signature[(signature.LastIndexOf('.') + 1)..];

    private static byte[] Number(byte value) => [.. new byte[31], value];
}
