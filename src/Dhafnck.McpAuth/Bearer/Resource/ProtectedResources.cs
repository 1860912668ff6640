using Dhafnck.McpAuth.Bearer.Sessions;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Authentication;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>The protected endpoints as resources (RFC 9728): their identifiers and metadata, built from the configured URL and never from a request.</summary>
internal sealed class ProtectedResources(ProtectedResourceOptions options, ScopeOptions scopes, DpopOptions dpop, IServiceProvider services)
{
    public const string WellKnownPath = "/.well-known/oauth-protected-resource";

    // Lazy, because the endpoints are complete only when the first request arrives.
    private readonly Lazy<ResourcePattern[]> _patterns = new(() => Patterns(services));

    /// <summary>Whether authorization servers are configured.</summary>
    public bool HasAuthorizationServers => options.AuthorizationServers.Count > 0;

    /// <summary>Whether any endpoint accepts API tokens only.</summary>
    public bool HasTokensOnly => HasAuthorizationServers ? _patterns.Value.Any(pattern => !pattern.IsAdvertised) : _patterns.Value.Length > 0;

    /// <summary>The path base of the public URL; empty when it has none.</summary>
    public PathString PublicPath => WithoutSlash(PathString.FromUriComponent(new Uri(options.PublicUrl!)));

    /// <summary>The URL of the metadata for a request's endpoint; <see langword="null"/> when it has none.</summary>
    public string? MetadataAddressOf(HttpContext context) =>
        HasAuthorizationServers && context.GetEndpoint()?.Metadata.GetMetadata<McpAuthEndpoint>() is not null && Find(context.Request.Path) is { } resource
            ? Base + WellKnownPath + resource.ToUriComponent()
            : null;

    /// <summary>Whether there may be metadata at a request path.</summary>
    public bool IsNearMetadata(PathString path) =>
        HasAuthorizationServers && path.Value?.Contains(WellKnownPath, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The metadata at a request path; <see langword="null"/> when there is none.</summary>
    public ProtectedResourceMetadata? MetadataAt(PathString path)
    {
        if (!IsNearMetadata(path))
        {
            return null;
        }

        // The path base may come before the whole path, unless it was removed already; or after the well-known part, as in RFC 9728 section 3.1.
        return Behind(PublicPath, path).StartsWithSegments(WellKnownPath, out var asked) && Find(Behind(PublicPath, asked)) is { } resource
            ? Describe(Base + resource.ToUriComponent())
            : null;
    }

    private static PathString Behind(PathString start, PathString path) =>
        start.HasValue && path.StartsWithSegments(start, out var behind) ? behind : path;

    private string Base => options.PublicUrl!.TrimEnd('/');

    // The scopes to start with (MCP, authorization, scope selection). The challenge to a call names any further ones.
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
            DpopSigningAlgValuesSupported = dpop.IsAdvertised ? [.. dpop.AcceptedAlgorithms] : null!,
            DpopBoundAccessTokensRequired = dpop.Required ? true : null,
        };
    }

    /// <summary>The path of the resource at a path, in the same spelling: clients compare it with the URL that they were configured with.</summary>
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
