using System.Buffers.Text;
using System.Security.Cryptography;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers.Signatures;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>Verifies that a proof is one of the key of a token, for one request (RFC 9449 §4.3), except for its nonce and its repetition.</summary>
internal sealed class ProofVerifier
{
    /// <summary>For the clock difference between client and server.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly DpopOptions _options;
    private readonly RequestAddress _address;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _algorithms;
    private readonly JwtSignature _signature;

    public ProofVerifier(DpopOptions options, RequestAddress address, TimeProvider time)
    {
        _options = options;
        _address = address;
        _time = time;
        _algorithms = options.AcceptedAlgorithms;
        _signature = new([], [], _algorithms, needsAudience: false, needsIssuer: false);
    }

    /// <summary>Returns what is wrong with a proof; <see langword="null"/> for a valid one.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="request">The request that it must be for.</param>
    /// <param name="token">The token that it must be for.</param>
    /// <param name="thumbprint">The thumbprint of the key that the token is bound to.</param>
    public async ValueTask<string?> FindFaultAsync(ProofForm proof, HttpRequest request, ReadOnlyMemory<char> token, string thumbprint) =>
        !_algorithms.Contains(proof.Algorithm) ? ProofText.OtherAlgorithm

            // Before the signature, so that nobody has the server compute with any key but that of the token.
            : proof.Thumbprint != thumbprint ? ProofText.OtherKey
            : await CheckSignatureAsync(proof)
                ?? (proof.Method != request.Method ? ProofText.OtherMethod
                : !_address.IsNamedBy(proof.Address, request) ? ProofText.OtherAddress
                : proof.TokenHash != HashOf(token.Span) ? ProofText.OtherToken
                : CheckTime(proof));

    private async ValueTask<string?> CheckSignatureAsync(ProofForm proof) =>
        PublishedKey.TryRead(proof.Key) is not { } key || !key.Verifies(proof.Algorithm) ? ProofText.UnusableKey
        : (await _signature.CheckAsync(proof.Text, [key.Key])).Token is null ? ProofText.WrongSignature
        : null;

    private string? CheckTime(ProofForm proof)
    {
        var age = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d - proof.IssuedAt;
        return age < -ClockSkew.TotalSeconds ? ProofText.TooNew
            : age > _options.ProofLifetime.TotalSeconds ? ProofText.TooOld
            : null;
    }

    private static string HashOf(ReadOnlySpan<char> token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        TokenHash.Write(token, hash);
        return Base64Url.EncodeToString(hash);
    }
}
