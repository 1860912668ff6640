using System.Buffers;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Providers.Selection;

/// <summary>Finds forms of credentials that would leave open which of several providers checks them.</summary>
internal static class CredentialConflicts
{
    private const int MinimumPrefix = 3;
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    /// <exception cref="InvalidOperationException">There is at least one.</exception>
    public static void ThrowIfAny(IReadOnlyList<(ActiveProvider Provider, ProviderCredentials Credentials)> known)
    {
        string[] conflicts =
        [
            .. known.SelectMany(one => CheckAlone(one.Provider, one.Credentials)),
            .. known.SelectMany((one, index) => known.Skip(index + 1).SelectMany(other => CheckPair(one, other))),
        ];
        if (conflicts.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, conflicts));
        }
    }

    private static IEnumerable<string> CheckAlone(ActiveProvider provider, ProviderCredentials credentials)
    {
        if (!provider.Provider.RequiresToken && credentials.Headers.Count == 0)
        {
            yield return $"The provider '{provider.Name}' requires no token and names no header in its Credentials, so it would accept every request beside the other types of MCP_AUTH_TYPE. "
                + "Name the header that it reads, or make it the only type.";
        }

        if (provider.Provider.RequiresToken && credentials.Headers.Count > 0)
        {
            yield return $"The provider '{provider.Name}' names the header '{ScopeToken.Escape(credentials.Headers[0])}' in its Credentials, but requires a bearer token. "
                + "Only a provider whose RequiresToken is false reads a header of its own.";
        }

        if (provider.Provider.RequiresToken && credentials is { IncludesOthers: false, Issuers.Count: 0, Prefixes.Count: 0 })
        {
            yield return $"The provider '{provider.Name}' names no form of token in its Credentials, so it would never be asked.";
        }

        if (credentials.Prefixes.FirstOrDefault(prefix => !IsPrefix(prefix)) is { } wrong)
        {
            yield return $"The provider '{provider.Name}' has the prefix '{ScopeToken.Escape(wrong)}'. "
                + $"A prefix has at least {MinimumPrefix} characters of those that a token can have (RFC 6750 section 2.1), and does not begin with 'ey', as JWTs do.";
        }
    }

    private static IEnumerable<string> CheckPair((ActiveProvider Provider, ProviderCredentials Credentials) one, (ActiveProvider Provider, ProviderCredentials Credentials) other)
    {
        var both = $"The types '{one.Provider.Name}' and '{other.Provider.Name}' of MCP_AUTH_TYPE";
        if (one.Credentials.IncludesOthers && other.Credentials.IncludesOthers)
        {
            yield return $"{both} both check tokens of any form, so a token does not tell which one checks it. "
                + "Give the tokens of one of them a prefix (McpAuth:Env:Prefix for 'env'), or remove one of the types.";
        }

        if (one.Credentials.Issuers.Intersect(other.Credentials.Issuers, StringComparer.Ordinal).FirstOrDefault() is { } issuer)
        {
            yield return $"{both} both check the tokens of the issuer '{ScopeToken.Escape(issuer)}'. Configure the issuer for one of them.";
        }

        var prefixes = one.Credentials.Prefixes.SelectMany(prefix => other.Credentials.Prefixes.Where(another => Overlap(prefix, another)));
        if (prefixes.FirstOrDefault() is { } shared)
        {
            yield return $"{both} have prefixes of which one begins with the other, such as '{ScopeToken.Escape(shared)}'. Choose prefixes that differ.";
        }

        if (one.Credentials.Headers.Intersect(other.Credentials.Headers, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } header)
        {
            yield return $"{both} both read the header '{ScopeToken.Escape(header)}'. Configure it for one of them.";
        }
    }

    private static bool IsPrefix(string prefix) =>
        prefix.Length >= MinimumPrefix && !prefix.AsSpan().ContainsAnyExcept(TokenCharacters) && !prefix.StartsWith("ey", StringComparison.Ordinal);

    private static bool Overlap(string prefix, string another) =>
        prefix.StartsWith(another, StringComparison.Ordinal) || another.StartsWith(prefix, StringComparison.Ordinal);
}
