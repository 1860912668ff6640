using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Checks the endpoints after the pipeline is built and before the server listens.</summary>
internal sealed class EndpointCheck(IOptions<AuthorizationOptions> authorization, IOptions<AuthorizationServerOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints;
        if (endpoints.FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<AuthorizationEndpoint>() is not null) is not { } authorize)
        {
            throw new InvalidOperationException("AddAuthorizationServer() needs its endpoints. Map them: app.MapMcpAuthorizationServer().RequireAuthorization(\"signed-in\").");
        }

        if (IsOpen(authorize))
        {
            throw new InvalidOperationException(
                "The authorization endpoint has no authorization policy for the application's users. "
                + "Add one: app.MapMcpAuthorizationServer().RequireAuthorization(\"signed-in\"), with a policy of the application's own sign-in.");
        }

        if (ServerAddress.PathsOf(options.Value).FirstOrDefault(path => !endpoints.OfType<RouteEndpoint>().Any(endpoint => IsAt(endpoint, path))) is { } missing)
        {
            throw new InvalidOperationException(
                $"No endpoint is mapped at '{missing}', which is a resource of the authorization server. "
                + $"Map it: app.MapMcp(\"{missing}\").RequireMcpAuth(). Or set {AuthorizationServerOptions.SectionName}:Resources to the paths of your MCP endpoints.");
        }
    };

    private static bool IsAt(RouteEndpoint endpoint, string path) =>
        endpoint.RoutePattern.RawText is { } pattern && new TemplateMatcher(TemplateParser.Parse(pattern.TrimStart('/')), []).TryMatch(path, []);

    private bool IsOpen(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
            && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
            && authorization.Value.FallbackPolicy is null);
}
