using Microsoft.IdentityModel.Protocols;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Fetches what an issuer publishes: by https alone, except from this machine where the issuer is on it, following no
/// redirect, up to a size and for a time.
/// </summary>
internal sealed class IssuerDocuments(IHttpClientFactory clients, bool isLocal) : IDocumentRetriever
{
    /// <summary>The name of the client.</summary>
    public const string ClientName = "Dhafnck.McpAuth.Issuers";

    /// <summary>The largest document.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The time for one document.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!IsAllowed(address, isLocal))
        {
            throw new InvalidOperationException("The issuer names an address for its keys that is not https.");
        }

        using var client = clients.CreateClient(ClientName);
        using var response = await client.GetAsync(new Uri(address), cancel).ConfigureAwait(false);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Whether the address is one of https, or of http on this machine where that may be.</summary>
    public static bool IsAllowed(string? address, bool isLocal) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Fragment: "" }
        && (uri.Scheme == Uri.UriSchemeHttps || (isLocal && IsLocal(uri)));

    /// <summary>Whether the address is one of http on this machine.</summary>
    public static bool IsLocal(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback;
}
