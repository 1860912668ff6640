using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Leads the requests of protected endpoints past ASP.NET Core's two middlewares where these have nothing to do, and still
/// cost more than half of what the gate does. Middlewares that the application itself adds stay in the way: those of a
/// <see cref="WebApplication"/> are not seen here.
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

    // What somebody would do for every request, whatever its endpoint. A provider of the application's own may decide anew each time.
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
