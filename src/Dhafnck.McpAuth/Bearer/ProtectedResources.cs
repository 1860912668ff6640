using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The protected endpoints as resources (RFC 9728): their identifiers and their metadata, by the configured address and never by what a request says.</summary>
internal sealed class ProtectedResources(ProtectedResourceOptions options, ScopeOptions scopes, ScopeCatalog catalog, IServiceProvider services)
{
    private const string WellKnownPath = "/.well-known/oauth-protected-resource";

    // When the first request comes, the endpoints stand.
    private readonly Lazy<TemplateMatcher[]> _endpoints = new(() => Endpoints(services));

    /// <summary>Whether there is anybody to send a client to.</summary>
    public bool HasAuthorizationServers => options.AuthorizationServers.Count > 0;

    /// <summary>The path base that clients see; empty without one.</summary>
    public PathString PublicPath => Normalize(PathString.FromUriComponent(new Uri(options.PublicUrl!)));

    /// <summary>Where the metadata of the endpoint of a request is; <see langword="null"/> when there is nothing to tell.</summary>
    public string? MetadataAddressOf(HttpContext context) =>
        HasAuthorizationServers && Normalize(context.Request.Path) is var path && IsMapped(path)
            ? Base + WellKnownPath + path.ToUriComponent()
            : null;

    /// <summary>Whether there may be metadata at a path of a request.</summary>
    public bool IsNearMetadata(PathString path) =>
        HasAuthorizationServers && path.Value?.Contains(WellKnownPath, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The metadata at a path of a request; <see langword="null"/> when there is none.</summary>
    public ProtectedResourceMetadata? MetadataAt(PathString path)
    {
        if (!IsNearMetadata(path))
        {
            return null;
        }

        // A path base can stand before all of it, still or no longer; or behind, where RFC 9728 section 3.1 has it.
        if (!Behind(PublicPath, path).StartsWithSegments(WellKnownPath, out var resource))
        {
            return null;
        }

        var normal = Normalize(Behind(PublicPath, resource));
        return IsMapped(normal) ? Describe(Base + normal.ToUriComponent()) : null;
    }

    private static PathString Behind(PathString start, PathString path) =>
        start.HasValue && path.StartsWithSegments(start, out var behind) ? behind : path;

    private string Base => options.PublicUrl!.TrimEnd('/');

    private ProtectedResourceMetadata Describe(string resource) => new()
    {
        Resource = resource,
        AuthorizationServers = [.. options.AuthorizationServers],
        ScopesSupported = [.. SupportedScopes()],
        BearerMethodsSupported = ["header"],
        ResourceName = options.Name,
        ResourceDocumentation = options.Documentation,
    };

    private IEnumerable<string> SupportedScopes() =>
        catalog.Grantable.Select(scope => scope.Name)
            .Concat(scopes.Required)
            .Concat(scopes.Operations.SelectMany(entry => entry.Scopes))
            .Concat(services.GetServices<McpServerTool>().SelectMany(OperationRequirements.ScopesOf))
            .Concat(services.GetServices<McpServerPrompt>().SelectMany(OperationRequirements.ScopesOf))
            .Concat(services.GetServices<McpServerResource>().SelectMany(OperationRequirements.ScopesOf))
            .Where(scope => scope is not (McpScopes.Admin or McpScopes.RotateTokens))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private bool IsMapped(PathString path) => _endpoints.Value.Any(endpoint => endpoint.TryMatch(path.HasValue ? path : "/", []));

    private static PathString Normalize(PathString path) => path.Value?.TrimEnd('/') is { Length: > 0 } trimmed ? new(trimmed) : PathString.Empty;

    private static TemplateMatcher[] Endpoints(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText?.Trim('/') ?? "")
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(pattern => new TemplateMatcher(TemplateParser.Parse(pattern), [])),
    ];
}
