using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>
/// GitHub's secret scanning, which signs the body with ECDSA on P-256 and SHA-256, and names the key. A repeated report does no
/// harm, so nothing has to be fresh.
/// </summary>
internal sealed class GitHubScanner(GitHubKeys keys) : ITokenScanner
{
    private const string KeyHeader = "Github-Public-Key-Identifier";
    private const string SignatureHeader = "Github-Public-Key-Signature";
    private const int MaximumSignatureBytes = 128;

    public string Name => "github";

    public bool Recognizes(IHeaderDictionary headers) => headers.ContainsKey(SignatureHeader);

    public async ValueTask<ScannerVerification> VerifyAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (headers[KeyHeader] is not [{ Length: > 0 } identifier] || ReadSignature(headers) is not { } signature)
        {
            return ScannerVerification.Refused;
        }

        var (key, isKnown) = await keys.FindAsync(identifier, cancellationToken).ConfigureAwait(false);
        return key is null
            ? isKnown ? ScannerVerification.Refused : ScannerVerification.Unavailable
            : Verifies(key, body.Span, signature) ? ScannerVerification.Verified : ScannerVerification.Refused;
    }

    private static byte[]? ReadSignature(IHeaderDictionary headers)
    {
        var bytes = new byte[MaximumSignatureBytes];
        return headers[SignatureHeader] is [{ } text] && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static bool Verifies(byte[] key, ReadOnlySpan<byte> body, byte[] signature)
    {
        using var algorithm = ECDsa.Create();
        algorithm.ImportSubjectPublicKeyInfo(key, out _);
        return algorithm.VerifyData(body, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
