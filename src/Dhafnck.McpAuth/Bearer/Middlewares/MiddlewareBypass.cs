using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer.Middlewares;

/// <summary>
/// Lets requests to protected endpoints bypass ASP.NET Core's authentication and authorization middleware where these have
/// nothing to do, because they still cost more than half of what the gate does. Middleware that the application itself
/// adds is not bypassed: what it adds to a <see cref="WebApplication"/> is not visible here.
/// </summary>
internal sealed class MiddlewareBypass(
    IAuthenticationSchemeProvider schemes,
    EndpointScheme byEndpoint,
    IAuthorizationPolicyProvider policies,
    IOptions<AuthorizationOptions> authorization,
    ProtectedResources resources)
    : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        next(new BypassingApplicationBuilder(app, byEndpoint, MayBypass() ? IsBypassed : null));

    // Checks what applies to every request, whatever its endpoint. The application's own providers may decide per request.
    private bool MayBypass() =>
        schemes.GetType() == typeof(AuthenticationSchemeProvider)
        && policies.GetType() == typeof(DefaultAuthorizationPolicyProvider)
        && schemes.GetDefaultAuthenticateSchemeAsync() is { IsCompletedSuccessfully: true, Result.Name: EndpointSchemeHandler.SchemeName }
        && byEndpoint.ElsewhereScheme is null
        && schemes.GetRequestHandlerSchemesAsync() is { IsCompletedSuccessfully: true, Result: var handlers }
        && handlers.All(scheme => scheme.HandlerType == typeof(ResourceMetadataHandler));

    private bool IsBypassed(HttpContext context) =>
        context.GetEndpoint() is { Metadata: var metadata }
        && metadata.GetMetadata<McpAuthEndpoint>() is { } endpoint
        && endpoint.HasNoPolicies(metadata)
        && authorization.Value.FallbackPolicy is null
        && !resources.IsNearMetadata(context.Request.Path);
}
