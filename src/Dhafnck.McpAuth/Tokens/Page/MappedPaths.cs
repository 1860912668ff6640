using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Finds where the application has mapped the endpoints that the page uses, relative to the current request.</summary>
internal sealed class MappedPaths(EndpointDataSource endpoints, TemplateBinderFactory templates, ProtectedResourceOptions resource)
{
    /// <summary>Returns the path of the REST API, including the path base.</summary>
    public string? Api(HttpContext context) =>
        Below(context, Find(context, endpoint => endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null));

    /// <summary>Returns the path of the protected MCP endpoint, including the path base.</summary>
    public string? Mcp(HttpContext context) => Below(context, FindMcp(context));

    /// <summary>Returns the URL of the protected MCP endpoint below the configured public URL, or <see langword="null"/> without one.</summary>
    public string? PublicMcp(HttpContext context) =>
        resource.PublicUrl is { } publicUrl && FindMcp(context) is { } path ? publicUrl.TrimEnd('/') + path : null;

    private static string? Below(HttpContext context, string? path) =>
        path is null ? null : context.Request.PathBase.ToUriComponent() + path;

    private string? FindMcp(HttpContext context) => Find(context, endpoint =>
        endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is not null
        && endpoint.DisplayName?.StartsWith("MCP Streamable HTTP", StringComparison.Ordinal) == true);

    // Of related endpoints, the shortest path is the common parent of the others.
    private string? Find(HttpContext context, Func<Endpoint, bool> isWanted) =>
        endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => IsPost(endpoint) && isWanted(endpoint))
            .OrderBy(endpoint => endpoint.RoutePattern.RawText?.Length)
            .Select(endpoint => PathOf(endpoint, context))
            .FirstOrDefault(path => path is not null);

    private static bool IsPost(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: var methods } && methods.Contains(HttpMethods.Post);

    private string? PathOf(RouteEndpoint endpoint, HttpContext context)
    {
        // Route parameters, such as a tenant, take their values from the page's own URL.
        var values = new RouteValueDictionary(context.Request.RouteValues.Where(value => endpoint.RoutePattern.GetParameter(value.Key) is not null));
        var path = templates.Create(endpoint.RoutePattern).BindValues(values);
        return path is { Length: > 1 } ? path.TrimEnd('/') : path;
    }
}
