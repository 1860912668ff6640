namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// The audiences of an issuer by each spelling that its tokens may name them in. A resource identifier (RFC 8707) is the
/// address that a client was given, and a slash behind its path leads to the same endpoint; other names have one spelling.
/// </summary>
internal static class AudienceSpellings
{
    /// <summary>Each spelling, with the audience as it is configured.</summary>
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
