using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Authentication;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>Serves the metadata of the protected endpoints, and of no others, with the SDK's handler.</summary>
internal sealed class ResourceMetadataHandler(
    IOptionsMonitor<McpAuthenticationOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ProtectedResources resources)
    : McpAuthenticationHandler(options, logger, encoder), IAuthenticationRequestHandler
{
    /// <summary>The name of the scheme, which authenticates no request.</summary>
    public const string SchemeName = "McpBearerMetadata";

    private const string Methods = "GET, HEAD";

    /// <summary>Configures the SDK's handler to look up the metadata for each request.</summary>
    public static void Configure(McpAuthenticationOptions options, ProtectedResources resources)
    {
        options.ForwardAuthenticate = null;
        options.Events.OnResourceMetadataRequest = context =>
        {
            context.ResourceMetadata = resources.MetadataAt(context.Request.Path);
            return Task.CompletedTask;
        };
    }

    async Task<bool> IAuthenticationRequestHandler.HandleRequestAsync()
    {
        if (resources.MetadataAt(Request.Path) is null)
        {
            return false;
        }

        if (PublicDocument.AllowCrossOrigin(Context, Methods))
        {
            return true;
        }

        if (!HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method))
        {
            Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            Response.Headers.Allow = Methods + ", OPTIONS";
            return true;
        }

        return await HandleBelowAsync(resources.PublicPath);
    }

    // This runs before UsePathBase() in most applications, and the SDK's handler serves the root only.
    private async Task<bool> HandleBelowAsync(PathString start)
    {
        var (pathBase, path) = (Request.PathBase, Request.Path);
        if (start.HasValue && path.StartsWithSegments(start, out var below))
        {
            (Request.PathBase, Request.Path) = (pathBase + start, below);
        }

        try
        {
            return await HandleRequestAsync();
        }
        finally
        {
            (Request.PathBase, Request.Path) = (pathBase, path);
        }
    }
}
