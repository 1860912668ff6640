using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Tokens.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Where the application has mapped what the page works on, as seen from the request that asks.</summary>
internal sealed class MappedPaths(EndpointDataSource endpoints, TemplateBinderFactory templates)
{
    /// <summary>The REST API.</summary>
    public string? Api(HttpContext context) => Find(context, endpoint => endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null);

    /// <summary>The protected MCP endpoint.</summary>
    public string? Mcp(HttpContext context) => Find(context, endpoint =>
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
        return path is null ? null : context.Request.PathBase.ToUriComponent() + (path.Length > 1 ? path.TrimEnd('/') : path);
    }
}
