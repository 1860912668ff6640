using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>
/// The URL that clients send a request to. Behind a proxy the request does not show it, so the configured public URL has priority.
/// Without one it is made of the request, whose sender controls the host.
/// </summary>
internal sealed class RequestAddress(ProtectedResourceOptions resource)
{
    private readonly string? _public = resource.PublicUrl?.TrimEnd('/');

    /// <summary>
    /// Whether a URL (<c>htu</c>) is that of the request. They are compared in normal form, without query and fragment (RFC 9449 §4.3).
    /// </summary>
    public bool IsNamedBy(string url, HttpRequest request) => Normalize(url) is { } named && named == Normalize(Of(request));

    private string Of(HttpRequest request) =>
        (_public ?? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}") + request.Path.ToUriComponent();

    // RFC 3986 sections 6.2.2 and 6.2.3: the case of scheme and host, the default port, dots and needless escapes do not matter.
    private static string? Normalize(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.UserInfo.Length == 0
            ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : null;
}
