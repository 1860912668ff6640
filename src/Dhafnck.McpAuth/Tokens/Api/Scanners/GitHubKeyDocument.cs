using System.Security.Cryptography;
using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>The document in which GitHub publishes the keys of its secret scanning.</summary>
internal sealed record GitHubKeyDocument(IReadOnlyList<GitHubKeyDocument.PublicKey?>? PublicKeys)
{
    private const int CurveBits = 256;

    /// <summary>Reads the keys by their identifiers: each a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) on P-256. Others are skipped.</summary>
    /// <exception cref="JsonException">The document is not JSON, has another form, or has no key that can be read.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string document)
    {
        var published = JsonSerializer.Deserialize(document, ScannerJsonContext.Default.GitHubKeyDocument)?.PublicKeys
            ?? throw new JsonException("The document has no array 'public_keys'.");
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var one in published)
        {
            if (one is { KeyIdentifier: { Length: > 0 } identifier, Key: { } pem } && ReadKey(pem) is { } key)
            {
                keys[identifier] = key;
            }
        }

        return keys.Count > 0 ? keys : throw new JsonException("The document has no key on P-256.");
    }

    private static byte[]? ReadKey(string pem)
    {
        try
        {
            using var algorithm = ECDsa.Create();
            algorithm.ImportFromPem(pem);
            return algorithm.KeySize == CurveBits ? algorithm.ExportSubjectPublicKeyInfo() : null;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            // One key that cannot be read must not disable the others.
            return null;
        }
    }

    /// <summary>One key.</summary>
    internal sealed record PublicKey(string? KeyIdentifier, string? Key);
}
