namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>Reads and validates a metadata document (draft-ietf-oauth-client-id-metadata-document, "Client Metadata Document").</summary>
internal static class ClientDocumentReader
{
    /// <summary>Reads the document at the URL.</summary>
    /// <returns>The client and the URL of its keys, which are still to be fetched; or a refusal.</returns>
    public static (ClientMetadata? Client, Uri? KeysUrl, string? Refusal) Read(Uri url, ReadOnlySpan<byte> json)
    {
        var (published, reason) = PublishedClient.Read(json);
        if (published is null)
        {
            return (null, null, $"The metadata document {reason}.");
        }

        if (Refuse(published, url) is { } refusal)
        {
            return (null, null, refusal);
        }

        var client = new ClientMetadata
        {
            ClientId = published.ClientId!,
            ClientName = ClientName.Clean(published.ClientName)!,
            RedirectUris = [.. published.RedirectUris!.Where(uri => RedirectUri.IsOwn(uri, url.IdnHost)).OfType<string>().Distinct()],
            CanRefresh = published.CanRefresh,
        };
        return published.AuthMethod == ClientAuthentication.PrivateKey ? WithKeys(client, published) : (client, null, null);
    }

    private static string? Refuse(PublishedClient document, Uri url) => document switch
    {
        _ when document.ClientId != url.AbsoluteUri => "The client_id in the metadata document is not the document's URL.",
        _ when document.Secret is not null || document.SecretExpiry is not null => "The metadata document contains a client_secret, which a published document cannot keep.",
        _ when document.AuthMethod is not (null or ClientAuthentication.None or ClientAuthentication.PrivateKey) =>
            "The token_endpoint_auth_method in the metadata document must be none or private_key_jwt: there is no shared secret.",
        _ when ClientName.Clean(document.ClientName) is null => "The metadata document has no client_name that people can read.",
        _ when document.GrantTypes is { } grants && !grants.Contains("authorization_code") => "The grant_types in the metadata document do not contain authorization_code.",
        _ when document.ResponseTypes is { } responses && !responses.Contains("code") => "The response_types in the metadata document do not contain code.",
        _ when document.RedirectUris?.Length > RedirectUri.MaximumCount => $"The metadata document has more than {RedirectUri.MaximumCount} redirect_uris.",
        _ when document.RedirectUris?.Any(uri => RedirectUri.IsOwn(uri, url.IdnHost)) != true =>
            "The metadata document has no redirect URI that it can vouch for: an https URI of the document's own host, or an http URI of localhost, 127.0.0.1 or [::1].",
        _ => null,
    };

    private static (ClientMetadata? Client, Uri? KeysUrl, string? Refusal) WithKeys(ClientMetadata client, PublishedClient document)
    {
        if (document.Keys is { } set)
        {
            var (keys, refusal) = ClientKeys.Read(set.GetRawText());
            return document.KeysUrl is not null ? (null, null, "The metadata document has both jwks and jwks_uri, which RFC 7591 section 2 forbids.")
                : keys is null ? (null, null, refusal) : (client with { Keys = keys }, null, null);
        }

        return Uri.TryCreate(document.KeysUrl, UriKind.Absolute, out var url) && url is { Scheme: "https", UserInfo: "", Fragment: "" } ? (client, url, null)
            : (null, null, "The metadata document names private_key_jwt, but has neither jwks nor a jwks_uri with https.");
    }
}
