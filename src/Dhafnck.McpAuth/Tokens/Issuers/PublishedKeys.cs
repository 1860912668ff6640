using System.Text.Json;
using Dhafnck.McpAuth.Tokens.Issuers.Signatures;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// The keys of a JWK set that can verify signatures: public, intended for this use, and of sufficient size. Other keys are
/// skipped, so that one unreadable key does not disable the rest (RFC 7517 §5).
/// </summary>
internal sealed class PublishedKeys
{
    private readonly PublishedKey[] _keys;

    private PublishedKeys(PublishedKey[] keys, int skipped)
    {
        _keys = keys;
        Skipped = skipped;
    }

    /// <summary>The number of usable keys.</summary>
    public int Count => _keys.Length;

    /// <summary>The number of skipped keys.</summary>
    public int Skipped { get; }

    /// <summary>Parses a JWK set.</summary>
    /// <exception cref="FormatException">The document is not a JWK set.</exception>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static PublishedKeys Parse(string document)
    {
        using var json = JsonDocument.Parse(document);
        if (json.RootElement is not { ValueKind: JsonValueKind.Object } set || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("The document is not a JWK set: it has no array 'keys'.");
        }

        PublishedKey[] usable = [.. keys.EnumerateArray().Select(PublishedKey.TryRead).OfType<PublishedKey>()];
        return new(usable, keys.GetArrayLength() - usable.Length);
    }

    /// <summary>Returns whether a key has this identifier.</summary>
    public bool Contains(string? keyId) => keyId is null || _keys.Any(key => key.KeyId == keyId);

    /// <summary>
    /// Returns the keys that a token with this header can be signed with: those with its <c>kid</c>, or all without one, that fit
    /// the algorithm.
    /// </summary>
    public IReadOnlyList<SecurityKey> Find(string? keyId, string algorithm) =>
        [.. _keys.Where(key => (keyId is null || key.KeyId == keyId) && key.Verifies(algorithm)).Select(key => key.Key)];
}
