using System.Text;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Fetches what an issuer publishes: by https alone, except from this machine where the issuer is on it, following no
/// redirect, up to a size and for a time.
/// </summary>
internal sealed class IssuerDocuments(IHttpClientFactory clients, bool isLocal)
{
    /// <summary>The name of the client.</summary>
    public const string ClientName = "Dhafnck.McpAuth.Issuers";

    /// <summary>The largest document.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The time for one document.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The document at the address.</summary>
    /// <exception cref="InvalidOperationException">The address is not one that may be asked.</exception>
    /// <exception cref="HttpRequestException">The issuer cannot be reached, or answers with another status than success.</exception>
    public async Task<string> GetAsync(string address, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address, isLocal))
        {
            throw new InvalidOperationException("The issuer names an address for its keys that is not https.");
        }

        using var client = clients.CreateClient(ClientName);
        using var response = await client.GetAsync(new Uri(address), cancellationToken).ConfigureAwait(false);
        var content = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);

        // JSON is UTF-8 (RFC 8259 section 8.1), whatever charset the Content-Type claims; some begin with a byte order mark all the same.
        return Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
    }

    /// <summary>Whether the address is one of https, or of http on this machine where that may be.</summary>
    public static bool IsAllowed(string? address, bool isLocal) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Fragment: "" }
        && (uri.Scheme == Uri.UriSchemeHttps || (isLocal && IsLocal(uri)));

    /// <summary>Whether the address is one of http on this machine.</summary>
    public static bool IsLocal(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback;
}
