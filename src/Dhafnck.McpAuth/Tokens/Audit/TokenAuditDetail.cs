using System.Globalization;

namespace Dhafnck.McpAuth.Tokens.Audit;

/// <summary>Describes for the audit trail what an action gives a token. The name and the metadata, which are the owner's own texts, are not repeated.</summary>
internal static class TokenAuditDetail
{
    private const int MaximumLength = 1000;

    /// <summary>Describes what a new record has.</summary>
    public static string Of(ApiToken token) => Join(
        Scopes(token),
        token.RequestedScopes.Count == 0 ? null : Requested(token),
        RateLimit(token),
        token.AllowedAddresses.Count == 0 ? null : Addresses(token),
        token.KeyThumbprint is null ? null : $"dpop_jkt: {token.KeyThumbprint}",
        string.Create(CultureInfo.InvariantCulture, $"expires_at: {token.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}"));

    /// <summary>Describes what a change makes of a record.</summary>
    public static string OfChange(ApiToken before, ApiToken after) => Join(
        before.Name == after.Name ? null : "name",
        before.Scopes.SequenceEqual(after.Scopes, StringComparer.Ordinal) ? null : Scopes(after),
        before.RequestedScopes.SequenceEqual(after.RequestedScopes, StringComparer.Ordinal) ? null : Requested(after),
        before.RateLimit == after.RateLimit ? null : RateLimit(after),
        before.AllowedAddresses.SequenceEqual(after.AllowedAddresses, StringComparer.Ordinal) ? null : Addresses(after),
        IsSame(before.Metadata, after.Metadata) ? null : "metadata");

    /// <summary>Describes the messages of a refusal by field.</summary>
    public static string OfRefusal(IReadOnlyDictionary<string, string[]> errors) =>
        Join([.. errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"))]);

    /// <summary>Returns the text within the length that stores keep.</summary>
    public static string? Shortened(string? detail)
    {
        if (detail is null || detail.Length <= MaximumLength)
        {
            return detail;
        }

        // A database cannot store half of a surrogate pair.
        var end = MaximumLength - 1;
        return detail[..(char.IsHighSurrogate(detail[end - 1]) ? end - 1 : end)] + "…";
    }

    private static string Scopes(ApiToken token) => $"scopes: {string.Join(' ', token.Scopes)}";

    private static string Requested(ApiToken token) => $"requested_scopes: {(token.RequestedScopes.Count == 0 ? "none" : string.Join(' ', token.RequestedScopes))}";

    private static string RateLimit(ApiToken token) => string.Create(CultureInfo.InvariantCulture, $"rate_limit: {token.RateLimit}");

    private static string Addresses(ApiToken token) => $"allowed_addresses: {(token.AllowedAddresses.Count == 0 ? "any" : string.Join(' ', token.AllowedAddresses))}";

    private static bool IsSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);

    private static string Join(params string?[] parts) => string.Join("; ", parts.OfType<string>());
}
