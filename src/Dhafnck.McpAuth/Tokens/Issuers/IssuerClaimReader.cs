using System.Text.Json;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Reads the claims of an external issuer's token, for a provider that received them from the issuer or verified their signature:
/// whether the token is meant for this server, which scopes it grants, and which key it is bound to. It does not check issuer, expiry or signature.
/// </summary>
public sealed class IssuerClaimReader
{
    private const string AnyValue = "*";

    private readonly Dictionary<string, string> _audiences;
    private readonly HashSet<string> _clients;
    private readonly KeyValuePair<string, string>[] _required;
    private readonly IssuerScopes _scopes;

    /// <summary>Creates the reader.</summary>
    /// <param name="issuer">The options of the issuer. Later changes of them have no effect.</param>
    /// <exception cref="ArgumentNullException"><paramref name="issuer"/> is <see langword="null"/>.</exception>
    public IssuerClaimReader(ExternalIssuerOptions issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        _audiences = AudienceSpellings.Of(issuer.Audiences);
        _clients = [.. issuer.ClientIds];
        _required = [.. issuer.RequiredClaims];
        _scopes = new(issuer);
    }

    /// <summary>
    /// Finds what keeps the token from being accepted as a bearer token at this server: its audience, its client, a required claim, or
    /// a key that it is bound to.
    /// </summary>
    /// <param name="claims">The claims, a JSON object.</param>
    /// <returns>The reason, for the log; it contains nothing from the token. <see langword="null"/> if the claims fit.</returns>
    public string? FindMismatch(JsonElement claims) =>
        FindMismatch(claims, out var keyThumbprint) ?? (keyThumbprint is null ? null : "it is bound to a key, and the provider accepts bearer tokens only");

    /// <summary>
    /// Finds what keeps the token from being accepted at this server: its audience, its client, a required claim, or something that it
    /// is bound to and that is no key.
    /// </summary>
    /// <param name="claims">The claims, a JSON object.</param>
    /// <param name="keyThumbprint">
    /// The key that the token is bound to (<c>cnf.jkt</c>, RFC 9449 §6), or <see langword="null"/>. It must become
    /// <see cref="AccessToken.KeyThumbprint"/>, so that each request needs a proof of the key.
    /// </param>
    /// <returns>The reason, for the log; it contains nothing from the token. <see langword="null"/> if the claims fit.</returns>
    public string? FindMismatch(JsonElement claims, out string? keyThumbprint)
    {
        var isChecked = KeyConfirmation.TryRead(claims, out keyThumbprint);
        return FindOtherMismatch(claims)
            ?? (isChecked ? null : "it is bound to something that this server cannot check: cnf has no JWK thumbprint (jkt)");
    }

    private string? FindOtherMismatch(JsonElement claims) =>
        _audiences.Count > 0 && ReadAudience(claims) is null ? "the audience is not one of the issuer's Audiences"
        : _clients.Count > 0 && !ReadClients(claims).Any(_clients.Contains) ? "the client is not one of the issuer's ClientIds"
        : _audiences.Count == 0 && _clients.Count == 0 ? "the issuer has neither Audiences nor ClientIds"
        : _required.FirstOrDefault(required => !Has(claims, required)) is { Key: { } name } ? $"the required claim {name} is missing or has another value"
        : null;

    /// <summary>Reads the granted scopes, by way of the issuer's mappings.</summary>
    /// <param name="claims">The claims, a JSON object.</param>
    public IReadOnlyList<string> ReadScopes(JsonElement claims) => _scopes.Read(claims);

    /// <summary>
    /// Reads the key that the token is bound to (<c>cnf.jkt</c>, RFC 9449 §6): the value for <see cref="AccessToken.KeyThumbprint"/>.
    /// </summary>
    /// <param name="claims">The claims, a JSON object, in which <see cref="FindMismatch(JsonElement, out string?)"/> has found nothing.</param>
    /// <returns><see langword="null"/> if the token is bound to none.</returns>
    public static string? ReadKeyThumbprint(JsonElement claims) => KeyConfirmation.TryRead(claims, out var thumbprint) ? thumbprint : null;

    /// <summary>Reads the audience: the configured one that the token names.</summary>
    /// <param name="claims">The claims, a JSON object.</param>
    /// <returns><see langword="null"/> if it names none of them.</returns>
    public string? ReadAudience(JsonElement claims) =>
        ClaimPath.Read(claims, "aud").Select(audience => _audiences.GetValueOrDefault(audience)).FirstOrDefault(audience => audience is not null);

    private static IEnumerable<string> ReadClients(JsonElement claims) =>
        ClaimPath.Read(claims, "client_id").DefaultIfEmpty(ClaimPath.Read(claims, "azp").FirstOrDefault() ?? "");

    private static bool Has(JsonElement claims, KeyValuePair<string, string> required) =>
        ClaimPath.Read(claims, required.Key).Any(value => required.Value == AnyValue || value == required.Value);
}
