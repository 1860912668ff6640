using System.Text.Json;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>The content of a well-formed DPoP proof (RFC 9449 §4.2). Nothing of it has been verified.</summary>
internal sealed record ProofForm
{
    private const string Type = "dpop+jwt";

    private ProofForm()
    {
    }

    /// <summary>The proof, as it was sent.</summary>
    public required string Text { get; init; }

    /// <summary>The header's <c>alg</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The header's <c>jwk</c>.</summary>
    public required JsonElement Key { get; init; }

    /// <summary>The SHA-256 thumbprint of <see cref="Key"/> (RFC 7638).</summary>
    public required string Thumbprint { get; init; }

    /// <summary>The claim <c>jti</c>.</summary>
    public required string Identifier { get; init; }

    /// <summary>The claim <c>htm</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The claim <c>htu</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The claim <c>ath</c>.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The claim <c>iat</c>, in seconds.</summary>
    public required double IssuedAt { get; init; }

    /// <summary>The claim <c>nonce</c>, if there is one.</summary>
    public string? Nonce { get; init; }

    /// <summary>Parses a proof. Returns <see langword="null"/> and what is wrong with one that is malformed.</summary>
    public static (ProofForm? Proof, string? Failure) Read(string text)
    {
        var (jwt, _) = CompactJwt.Read(text);
        using (jwt)
        {
            return jwt is null ? (null, ProofText.Malformed) : Read(text, jwt);
        }
    }

    private static (ProofForm? Proof, string? Failure) Read(string text, CompactJwt jwt)
    {
        try
        {
            return JwtHeader.Read(jwt.Header).Header is not { } header ? (null, ProofText.Malformed)
                : header.Type != Type ? (null, ProofText.OtherType)
                : !jwt.Header.TryGetProperty("jwk", out var key) || key.ValueKind != JsonValueKind.Object ? (null, ProofText.NoKey)
                : Read(text, header, key, jwt.Claims);
        }
        catch (InvalidOperationException)
        {
            // A text is not Unicode, which JsonElement notices when the text is read.
            return (null, ProofText.Malformed);
        }
    }

    private static (ProofForm? Proof, string? Failure) Read(string text, JwtHeader header, JsonElement key, JsonElement claims)
    {
        if (TryReadKey(key) is not { } read)
        {
            return (null, ProofText.NoKey);
        }

        if (HasPrivatePart(read))
        {
            return (null, ProofText.PrivateKey);
        }

        return TextOf(claims, "jti") is { } identifier
            && TextOf(claims, "htm") is { } method
            && TextOf(claims, "htu") is { } address
            && TextOf(claims, "ath") is { } hash
            && claims.TryGetProperty("iat", out var issued) && issued.ValueKind == JsonValueKind.Number && issued.TryGetDouble(out var issuedAt)
                ? (new()
                {
                    Text = text,
                    Algorithm = header.Algorithm,
                    Key = key.Clone(),
                    Thumbprint = Base64UrlEncoder.Encode(read.ComputeJwkThumbprint()),
                    Identifier = identifier,
                    Method = method,
                    Address = address,
                    TokenHash = hash,
                    IssuedAt = issuedAt,
                    Nonce = TextOf(claims, "nonce"),
                }, null)
                : (null, ProofText.MissingClaim);
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static JsonWebKey? TryReadKey(JsonElement key)
    {
        try
        {
            var read = new JsonWebKey(key.GetRawText());
            return read.Kty is JsonWebAlgorithmsKeyTypes.EllipticCurve or JsonWebAlgorithmsKeyTypes.RSA && read.CanComputeJwkThumbprint() ? read : null;
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            return null;
        }
    }

    // JsonWebKey.HasPrivateKey is true for a complete private key only. A single part of one is a secret too.
    private static bool HasPrivatePart(JsonWebKey key) =>
        key.HasPrivateKey || key.Oth is { Count: > 0 } || new[] { key.D, key.DP, key.DQ, key.P, key.Q, key.QI, key.K }.Any(part => !string.IsNullOrEmpty(part));
}
