using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Authentication;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Adds the metadata handler only when there is metadata, because the handler runs before each request of the application.</summary>
internal sealed class ResourceMetadataSetup(ProtectedResources resources) : IConfigureOptions<AuthenticationOptions>, IConfigureNamedOptions<McpAuthenticationOptions>
{
    public void Configure(AuthenticationOptions options)
    {
        if (resources.HasAuthorizationServers)
        {
            options.AddScheme<ResourceMetadataHandler>(ResourceMetadataHandler.SchemeName, null);
        }
    }

    public void Configure(McpAuthenticationOptions options)
    {
        // The default options belong to the application, which may use the SDK's scheme itself.
    }

    public void Configure(string? name, McpAuthenticationOptions options)
    {
        if (name == ResourceMetadataHandler.SchemeName)
        {
            ResourceMetadataHandler.Configure(options, resources);
        }
    }
}
