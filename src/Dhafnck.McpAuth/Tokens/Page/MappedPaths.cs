using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Tokens.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Where the application has mapped what the page works on, as seen from the request that asks.</summary>
internal sealed class MappedPaths(EndpointDataSource endpoints, TemplateBinderFactory templates, ProtectedResourceOptions resource)
{
    /// <summary>The path of the REST API, with the path base.</summary>
    public string? Api(HttpContext context) =>
        Below(context, Find(context, endpoint => endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null));

    /// <summary>The path of the protected MCP endpoint, with the path base.</summary>
    public string? Mcp(HttpContext context) => Below(context, FindMcp(context));

    /// <summary>The address of the protected MCP endpoint below the configured public address; <see langword="null"/> without that.</summary>
    public string? PublicMcp(HttpContext context) =>
        resource.PublicUrl is { } publicUrl && FindMcp(context) is { } path ? publicUrl.TrimEnd('/') + path : null;

    private static string? Below(HttpContext context, string? path) =>
        path is null ? null : context.Request.PathBase.ToUriComponent() + path;

    private string? FindMcp(HttpContext context) => Find(context, endpoint =>
        endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is not null
        && endpoint.DisplayName?.StartsWith("MCP Streamable HTTP", StringComparison.Ordinal) == true);

    // Of endpoints that belong together the shortest is the one that the others stand below.
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
        // A parameter of the path, such as a tenant, has here the value that it has in the page's own address.
        var values = new RouteValueDictionary(context.Request.RouteValues.Where(value => endpoint.RoutePattern.GetParameter(value.Key) is not null));
        var path = templates.Create(endpoint.RoutePattern).BindValues(values);
        return path is { Length: > 1 } ? path.TrimEnd('/') : path;
    }
}
