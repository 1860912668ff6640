using System.Collections.Frozen;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Providers.Selection;

/// <summary>
/// The providers of <c>MCP_AUTH_TYPE</c>. It selects the one that checks a token by the token's form: providers are never tried
/// in turn, so what one refuses is not offered to another.
/// </summary>
internal sealed class ActiveProviders
{
    private const string BeginningOfJwt = "ey";

    private readonly (string Prefix, ActiveProvider Provider)[] _byPrefix;
    private readonly FrozenDictionary<string, ActiveProvider> _byIssuer;
    private readonly ActiveProvider? _ofJwts;
    private readonly ActiveProvider? _ofOthers;

    /// <exception cref="InvalidOperationException">There are several providers, and the form of a token does not tell which one checks it.</exception>
    public ActiveProviders(IReadOnlyList<ActiveProvider> all)
    {
        All = all;
        Only = all is [var only] ? only : null;
        (ActiveProvider Provider, ProviderCredentials Credentials)[] known = Only is null ? [.. all.Select(provider => (provider, provider.Provider.Credentials))] : [];
        CredentialConflicts.ThrowIfAny(known);

        _byPrefix = [.. known.SelectMany(one => one.Credentials.Prefixes.Select(prefix => (prefix, one.Provider)))];
        _byIssuer = known
            .SelectMany(one => one.Credentials.Issuers.Distinct(StringComparer.Ordinal).Select(issuer => (issuer, one.Provider)))
            .ToFrozenDictionary(pair => pair.issuer, pair => pair.Provider, StringComparer.Ordinal);
        ByHeader = [.. known.SelectMany(one => one.Credentials.Headers.Select(header => (header, one.Provider)))];

        // If one provider has all issuers, it refuses the unknown ones itself, and no token has to be decoded twice.
        _ofJwts = _byIssuer.Values.Distinct().ToArray() is [var ofAll] ? ofAll : null;
        _ofOthers = known.FirstOrDefault(one => one.Credentials.IncludesOthers).Provider;
    }

    /// <summary>All active providers, in the order of the setting.</summary>
    public IReadOnlyList<ActiveProvider> All { get; }

    /// <summary>The active provider, if there is one only. It checks every request.</summary>
    public ActiveProvider? Only { get; }

    /// <summary>The providers that read a header of their own.</summary>
    public IReadOnlyList<(string Header, ActiveProvider Provider)> ByHeader { get; }

    /// <summary>Whether a request can be authenticated by a bearer token.</summary>
    public bool RequireToken => All.Any(provider => provider.Provider.RequiresToken);

    /// <summary>Returns the provider that checks tokens of this form, or <see langword="null"/> if none does.</summary>
    public ActiveProvider? Of(ReadOnlySpan<char> token)
    {
        if (Only is not null)
        {
            return Only;
        }

        foreach (var (prefix, provider) in _byPrefix)
        {
            if (token.StartsWith(prefix, StringComparison.Ordinal))
            {
                return provider;
            }
        }

        return !IsJwt(token) || _byIssuer.Count == 0 ? _ofOthers : _ofJwts ?? OfIssuer(token.ToString());
    }

    // Every JWT is three segments, and its header is a JSON object: it begins with the base64url of a brace and a quotation mark.
    // A JWT that begins in another way is no provider's token of other forms, which refuses it.
    private static bool IsJwt(ReadOnlySpan<char> token) => token.StartsWith(BeginningOfJwt, StringComparison.Ordinal) && token.Count('.') == 2;

    private ActiveProvider? OfIssuer(string token) =>
        JwtForm.Read(token).Form is { } form ? _byIssuer.GetValueOrDefault(form.Issuer) : null;
}
