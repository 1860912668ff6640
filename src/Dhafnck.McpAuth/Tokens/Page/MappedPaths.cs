using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Finds where the application has mapped the endpoints that the page uses, relative to the current request.</summary>
internal sealed class MappedPaths(EndpointDataSource endpoints, TemplateBinderFactory templates, ProtectedResourceOptions resource)
{
    /// <summary>Returns the path of the REST API, including the path base.</summary>
    public string? Api(HttpContext context) =>
        Below(context, Find(context, HttpMethods.Post, endpoint => endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null));

    /// <summary>Returns the path of the protected MCP endpoint, including the path base.</summary>
    public string? Mcp(HttpContext context) => Below(context, FindMcp(context));

    /// <summary>Returns the URL of the protected MCP endpoint below the configured public URL, or <see langword="null"/> without one.</summary>
    public string? PublicMcp(HttpContext context) =>
        resource.PublicUrl is { } publicUrl && FindMcp(context) is { } path ? publicUrl.TrimEnd('/') + path : null;

    /// <summary>Returns the path of the REST API for administrators, including the path base, if the signed-in user is one.</summary>
    public async Task<string?> AdminAsync(HttpContext context)
    {
        // The policy decides again at each request: this only decides what the page shows.
        var list = endpoints.Endpoints.FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<TokenAdminEndpoint>() is not null);
        return list is not null && await IsAllowedAsync(context, list)
            ? Below(context, Find(context, HttpMethods.Delete, endpoint => endpoint.Metadata.GetMetadata<TokenAdminEndpoint>() is not null))
            : null;
    }

    private static async Task<bool> IsAllowedAsync(HttpContext context, Endpoint endpoint)
    {
        var policies = context.RequestServices.GetRequiredService<IAuthorizationPolicyProvider>();
        var policy = await AuthorizationPolicy.CombineAsync(
            policies,
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(),
            endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
        return policy is not null
            && (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy)).Succeeded;
    }

    private static string? Below(HttpContext context, string? path) =>
        path is null ? null : context.Request.PathBase.ToUriComponent() + path;

    private string? FindMcp(HttpContext context) => Find(context, HttpMethods.Post, endpoint =>
        endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is not null
        && endpoint.DisplayName?.StartsWith("MCP Streamable HTTP", StringComparison.Ordinal) == true);

    // Of related endpoints, the shortest path is the common parent of the others.
    private string? Find(HttpContext context, string method, Func<Endpoint, bool> isWanted) =>
        endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => Has(endpoint, method) && isWanted(endpoint))
            .OrderBy(endpoint => endpoint.RoutePattern.RawText?.Length)
            .Select(endpoint => PathOf(endpoint, context))
            .FirstOrDefault(path => path is not null);

    private static bool Has(RouteEndpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: var methods } && methods.Contains(method);

    private string? PathOf(RouteEndpoint endpoint, HttpContext context)
    {
        // Route parameters, such as a tenant, take their values from the page's own URL.
        var values = new RouteValueDictionary(context.Request.RouteValues.Where(value => endpoint.RoutePattern.GetParameter(value.Key) is not null));
        var path = templates.Create(endpoint.RoutePattern).BindValues(values);
        return path is { Length: > 1 } ? path.TrimEnd('/') : path;
    }
}
