using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Authentication;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>The protected endpoints as resources (RFC 9728): their identifiers and their metadata, by the configured address and never by what a request says.</summary>
internal sealed class ProtectedResources(ProtectedResourceOptions options, ScopeOptions scopes, IServiceProvider services)
{
    public const string WellKnownPath = "/.well-known/oauth-protected-resource";

    // When the first request comes, the endpoints stand.
    private readonly Lazy<ResourcePattern[]> _patterns = new(() => Patterns(services));

    /// <summary>Whether there is anybody to send a client to.</summary>
    public bool HasAuthorizationServers => options.AuthorizationServers.Count > 0;

    /// <summary>Whether an endpoint is for API tokens alone.</summary>
    public bool HasTokensOnly => HasAuthorizationServers ? _patterns.Value.Any(pattern => !pattern.IsAdvertised) : _patterns.Value.Length > 0;

    /// <summary>The path base that clients see; empty without one.</summary>
    public PathString PublicPath => WithoutSlash(PathString.FromUriComponent(new Uri(options.PublicUrl!)));

    /// <summary>Where the metadata of the endpoint of a request is; <see langword="null"/> when there is nothing to tell.</summary>
    public string? MetadataAddressOf(HttpContext context) =>
        HasAuthorizationServers && context.GetEndpoint()?.Metadata.GetMetadata<McpAuthEndpoint>() is not null && Find(context.Request.Path) is { } resource
            ? Base + WellKnownPath + resource.ToUriComponent()
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
        return Behind(PublicPath, path).StartsWithSegments(WellKnownPath, out var asked) && Find(Behind(PublicPath, asked)) is { } resource
            ? Describe(Base + resource.ToUriComponent())
            : null;
    }

    private static PathString Behind(PathString start, PathString path) =>
        start.HasValue && path.StartsWithSegments(start, out var behind) ? behind : path;

    private string Base => options.PublicUrl!.TrimEnd('/');

    // The scopes to begin with (MCP, authorization, scope selection): what a call needs beyond them, its refusal names.
    private ProtectedResourceMetadata Describe(string resource)
    {
        string?[] basic = [.. scopes.Required, scopes.ToolCall];
        string[] supported = [.. basic.OfType<string>().Where(scope => scope.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new()
        {
            Resource = resource,
            AuthorizationServers = [.. options.AuthorizationServers],
            ScopesSupported = supported.Length == 0 ? null! : [.. supported],
            BearerMethodsSupported = ["header"],
            ResourceName = options.Name,
            ResourceDocumentation = options.Documentation,
        };
    }

    /// <summary>The path of the resource that a path belongs to, spelled as it is there: clients compare it to the address that they were given.</summary>
    private PathString? Find(PathString path)
    {
        var normal = WithoutSlash(path);
        if (_patterns.Value.FirstOrDefault(pattern => pattern.Matches(normal)) is not { IsAdvertised: true } found)
        {
            return null;
        }

        return found.IsLegacy ? WithoutSlash(new(normal.Value![..normal.Value!.LastIndexOf('/')]))
            : normal.HasValue && path.Value == normal.Value + "/" ? path
            : normal;
    }

    private static PathString WithoutSlash(PathString path) => path.Value?.TrimEnd('/') is { Length: > 0 } trimmed ? new(trimmed) : PathString.Empty;

    private static ResourcePattern[] Patterns(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (endpoint.RoutePattern, Kind: endpoint.Metadata.GetMetadata<McpAuthEndpoint>()!))
            .Where(endpoint => endpoint.Kind is not null)
            .GroupBy(endpoint => endpoint.RoutePattern.RawText?.Trim('/') ?? "", StringComparer.OrdinalIgnoreCase)
            .Select(same => new ResourcePattern(
                new TemplateMatcher(TemplateParser.Parse(same.Key), []),
                same.All(endpoint => endpoint.Kind.Transport == McpTransport.LegacySse),
                same.All(endpoint => endpoint.Kind.AdvertisesMetadata))),
    ];
}
