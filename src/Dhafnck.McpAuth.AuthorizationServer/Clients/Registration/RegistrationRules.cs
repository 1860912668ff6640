using Dhafnck.McpAuth.Scopes;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>Decides what of a client's metadata is registered (RFC 7591 §2 and §3.2.1).</summary>
internal sealed class RegistrationRules(ClientOptions options, ScopeCatalog catalog)
{
    // The methods with a shared secret. The first one is the default of RFC 7591.
    private static readonly string?[] SecretMethods = [null, "client_secret_basic", "client_secret_post"];

    /// <summary>Validates a request.</summary>
    /// <returns>The client to register, or the error.</returns>
    public (NewClient? Client, RegistrationError? Error) Judge(PublishedClient request)
    {
        if (RefuseRedirectUris(request.RedirectUris ?? []) is { } wrong)
        {
            return (null, RegistrationError.RedirectUri(wrong));
        }

        var (keys, refusal) = ReadKeys(request);
        refusal ??= Refuse(request);
        if (refusal is not null)
        {
            return (null, RegistrationError.Metadata(refusal));
        }

        return (new()
        {
            Name = ClientName.Clean(request.ClientName) ?? "Unnamed client",
            RedirectUris = [.. request.RedirectUris!.OfType<string>().Distinct()],
            Keys = keys,
            CanRefresh = request.CanRefresh,
            Scope = KnownScopes(request.Scope),
        }, null);
    }

    private string? RefuseRedirectUris(string?[] uris)
    {
        if (uris.Length is 0 or > RedirectUri.MaximumCount)
        {
            return $"redirect_uris must have 1 to {RedirectUri.MaximumCount} URIs.";
        }

        // The URI itself is not repeated, because some clients show the description as they get it.
        return Array.FindIndex(uris, uri => !RedirectUri.IsRegistrable(uri, options.RedirectSchemes)) is >= 0 and var index
            ? $"redirect_uris[{index}] must be an absolute https URI, or an http URI of localhost, 127.0.0.1 or [::1]{OtherSchemes()}, "
                + $"without user, fragment and iss parameter, of at most {RedirectUri.MaximumLength} characters."
            : null;
    }

    private string OtherSchemes() => options.RedirectSchemes.Count == 0 ? "" : $", or have the scheme {string.Join(" or ", options.RedirectSchemes)}";

    private static string? Refuse(PublishedClient request)
    {
        if (request.GrantTypes is { } grants && !grants.Contains("authorization_code"))
        {
            return "grant_types must contain authorization_code.";
        }

        return request.ResponseTypes is { } responses && !responses.Contains("code") ? "response_types must contain code." : null;
    }

    // A client that requests a secret becomes a public one, as section 3.2.1 allows: several clients always request one, and work without it.
    private static (JsonWebKeySet? Keys, string? Refusal) ReadKeys(PublishedClient request)
    {
        if (request.AuthMethod is ClientAuthentication.None || SecretMethods.Contains(request.AuthMethod))
        {
            return (null, null);
        }

        if (request.AuthMethod != ClientAuthentication.PrivateKey)
        {
            return (null, "token_endpoint_auth_method must be none or private_key_jwt.");
        }

        return request switch
        {
            { KeysUrl: not null } => (null, "jwks_uri is for clients with a metadata document. Register the keys themselves as jwks."),
            { Keys: { } set } => ClientKeys.Read(set.GetRawText()),
            _ => (null, "token_endpoint_auth_method is private_key_jwt, which needs the client's public keys as jwks."),
        };
    }

    // Scopes that the server does not know are left out: clients request what their other servers know, such as openid.
    private string? KnownScopes(string? scope)
    {
        var known = (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(catalog.IsGrantable).Distinct();
        return string.Join(' ', known) is { Length: > 0 } scopes ? scopes : null;
    }
}
