using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>A session as the SDK runs it: whose it is, and where it was opened.</summary>
internal sealed class McpSession
{
    private readonly AccessToken? _token;
    private readonly McpAuthEndpoint? _endpoint;
    private readonly string _resourcePath;

    /// <param name="options">What the session serves.</param>
    /// <param name="opening">The request that opened it.</param>
    public McpSession(McpServerOptions options, HttpContext opening)
    {
        Options = options;
        _token = opening.Features.Get<IMcpAuthFeature>()?.AccessToken;
        _endpoint = opening.GetEndpoint()?.Metadata.GetMetadata<McpAuthEndpoint>();
        _resourcePath = SessionAddress.ResourcePathOf(opening.Request, _endpoint?.Transport ?? McpTransport.None).ToString();
    }

    /// <summary>What the session serves.</summary>
    public McpServerOptions Options { get; }

    /// <summary>Whether the session is of the user of a token.</summary>
    public bool IsOf(AccessToken token) => _token?.Subject == token.Subject && _token.Issuer == token.Issuer;

    /// <summary>Whether a request to an endpoint is one to where the session was opened: what is required there, was required of the session.</summary>
    public bool IsOpenAt(McpAuthEndpoint endpoint, HttpRequest request) =>
        _endpoint is { } opened
        && ReferenceEquals(opened.Protection, endpoint.Protection)
        && opened.Transport == endpoint.Transport
        && SessionAddress.ResourcePathOf(request, endpoint.Transport).Equals(_resourcePath, StringComparison.OrdinalIgnoreCase);
}
