using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Serves the metadata of the protected endpoints before the application's own pipeline. The URL in a challenge therefore
/// works in every host, with and without <c>UseAuthentication()</c>.
/// </summary>
internal sealed class ResourceMetadataFilter(ProtectedResources resources) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (resources.HasAuthorizationServers)
        {
            app.Use((HttpContext context, RequestDelegate following) =>
                resources.IsNearMetadata(context.Request.Path) ? ServeAsync(context, following) : following(context));
        }

        next(app);
    };

    private static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        if (await handlers.GetHandlerAsync(context, ResourceMetadataHandler.SchemeName) is not IAuthenticationRequestHandler handler
            || !await handler.HandleRequestAsync())
        {
            await next(context);
        }
    }
}
