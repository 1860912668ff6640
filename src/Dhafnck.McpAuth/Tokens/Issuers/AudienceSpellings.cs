namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Maps each accepted form of an issuer's audiences to the configured audience. A resource identifier (RFC 8707) is the URL given
/// to the client, and a trailing slash after its path leads to the same endpoint. Any other audience has one form.
/// </summary>
internal static class AudienceSpellings
{
    /// <summary>Returns each accepted form with the configured audience.</summary>
    public static Dictionary<string, string> Of(IEnumerable<string> audiences)
    {
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var audience in audiences)
        {
            spellings[audience] = audience;
        }

        foreach (var audience in spellings.Keys.Where(IsAddress).ToArray())
        {
            spellings.TryAdd(audience.EndsWith('/') ? audience[..^1] : audience + "/", audience);
        }

        return spellings;
    }

    private static bool IsAddress(string audience) =>
        Uri.TryCreate(audience, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { AbsolutePath.Length: > 1, Query: "", Fragment: "" };
}
