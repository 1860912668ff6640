using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Sessions;

/// <summary>A session that the SDK runs: its user, and where it was opened.</summary>
internal sealed class McpSession
{
    private readonly AccessToken? _token;
    private readonly McpAuthEndpoint? _endpoint;
    private readonly string _resourcePath;

    /// <param name="options">The server options of the session.</param>
    /// <param name="opening">The request that opened the session.</param>
    public McpSession(McpServerOptions options, HttpContext opening)
    {
        Options = options;
        _token = opening.Features.Get<IMcpAuthFeature>()?.AccessToken;
        _endpoint = opening.GetEndpoint()?.Metadata.GetMetadata<McpAuthEndpoint>();
        _resourcePath = SessionAddress.ResourcePathOf(opening.Request, _endpoint?.Transport ?? McpTransport.None).ToString();
    }

    /// <summary>The server options of the session.</summary>
    public McpServerOptions Options { get; }

    /// <summary>Whether the session belongs to the user of the token.</summary>
    public bool IsOf(AccessToken token) => _token?.Subject == token.Subject && _token.Issuer == token.Issuer;

    /// <summary>Whether a request goes to the endpoint where the session was opened, whose requirements the session has met.</summary>
    public bool IsOpenAt(McpAuthEndpoint endpoint, HttpRequest request) =>
        _endpoint is { } opened
        && ReferenceEquals(opened.Protection, endpoint.Protection)
        && opened.Transport == endpoint.Transport
        && SessionAddress.ResourcePathOf(request, endpoint.Transport).Equals(_resourcePath, StringComparison.OrdinalIgnoreCase);
}
