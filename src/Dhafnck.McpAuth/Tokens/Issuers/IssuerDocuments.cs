using System.Net;
using System.Text;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Fetches the documents that an issuer publishes. Only https is used, or http for an issuer on this machine. Redirects are not
/// followed, and the size and time are limited.
/// </summary>
internal sealed class IssuerDocuments(IHttpClientFactory clients, bool isLocal)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "Dhafnck.McpAuth.Issuers";

    /// <summary>The maximum size of a document, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The time limit for one document.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Fetches the document at the URL.</summary>
    /// <exception cref="InvalidOperationException">The URL is not allowed.</exception>
    /// <exception cref="HttpRequestException">The issuer cannot be reached, or answers with an error status.</exception>
    public async Task<string> GetAsync(string address, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address, isLocal))
        {
            throw new InvalidOperationException("The issuer names a URL for its keys that does not use https.");
        }

        using var client = clients.CreateClient(ClientName);
        using var response = await client.GetAsync(new Uri(address), cancellationToken).ConfigureAwait(false);
        var content = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);

        // JSON is UTF-8 (RFC 8259 section 8.1), regardless of the charset in Content-Type. Some documents begin with a byte order mark.
        return Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
    }

    /// <summary>Fetches an authority's metadata (OpenID Connect Discovery §4), or that of an authorization server without OpenID Connect (RFC 8414 §3).</summary>
    /// <exception cref="HttpRequestException">The issuer cannot be reached, or has neither.</exception>
    public async Task<string> GetMetadataAsync(string authority, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync($"{authority.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            var address = new Uri(authority);
            return await GetAsync($"{address.GetLeftPart(UriPartial.Authority)}/.well-known/oauth-authorization-server{address.AbsolutePath.TrimEnd('/')}", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns whether the URL is an https URL, or an http URL of this machine if that is allowed.</summary>
    public static bool IsAllowed(string? address, bool isLocal) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Fragment: "" }
        && (uri.Scheme == Uri.UriSchemeHttps || (isLocal && IsLocal(uri)));

    /// <summary>Returns whether the URL is an http URL of this machine.</summary>
    public static bool IsLocal(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback;
}
