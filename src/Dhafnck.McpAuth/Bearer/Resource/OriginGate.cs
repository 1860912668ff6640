using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Refuses what web pages of other origins send to an MCP endpoint (MCP, transports, security warning). It lets those in
/// that are no page at all, and pages of this machine, of the server itself and of origins that the settings or the
/// endpoint's CORS policy name.
/// </summary>
internal sealed class OriginGate
{
    private static readonly string[] AnyHost = ["*", "[::]", "0.0.0.0"];

    private readonly BearerAuthenticator _authenticator;
    private readonly HashSet<string> _allowed;
    private readonly bool _filtersHosts;

    public OriginGate(BearerAuthenticator authenticator, ProtectedResourceOptions options, IOptions<HostFilteringOptions> filtering)
    {
        _authenticator = authenticator;
        _allowed = new(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        _filtersHosts = filtering.Value.AllowedHosts is { Count: > 0 } hosts && !hosts.Intersect(AnyHost).Any();
        if (options.PublicUrl is { } url)
        {
            _allowed.Add(new Uri(url).GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>Stands before everything else of an endpoint.</summary>
    public RequestDelegate Guard(RequestDelegate next) => context =>
        context.Request.Headers.Origin.Count == 0 ? next(context) : CheckAsync(context, next);

    /// <summary>An origin as browsers write it (RFC 6454 §6.2): a scheme, a host, and a port that is not the scheme's own.</summary>
    /// <returns><see langword="null"/> where the text is none, or spells one in another way.</returns>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.Host.Length > 0
        && string.Equals(text, $"{origin.Scheme}://{origin.Authority}", StringComparison.OrdinalIgnoreCase)
            ? origin
            : null;

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin is [{ } origin] && (IsKnown(origin, context.Request.Host) || await IsAllowedByCorsAsync(context, origin)))
        {
            await next(context);
            return;
        }

        await _authenticator.RefuseAsync(context, BearerRefusal.ForeignOrigin with { Detail = ScopeToken.Escape(context.Request.Headers.Origin.ToString()) });
    }

    private bool IsKnown(string origin, HostString host) =>
        _allowed.Contains(origin)
        || (Parse(origin) is { } page
            && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp)
            && (LocalHost.Is(page.Host) || IsSame(page, host)));

    // DNS rebinding makes a page's own name this server's, so that both headers have it. A name is only believed where no
    // stranger can do so: TLS proves it, it is an address or no domain's, or the host filter lets no other in.
    private bool IsSame(Uri page, HostString host) =>
        string.Equals(host.Host, page.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port ?? (page.Scheme == Uri.UriSchemeHttps ? 443 : 80)) == page.Port
        && (page.Scheme == Uri.UriSchemeHttps || page.HostNameType != UriHostNameType.Dns || !page.Host.Contains('.') || _filtersHosts);

    // A policy that lets in whoever comes names nobody.
    private static async Task<bool> IsAllowedByCorsAsync(HttpContext context, string origin)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() switch
        {
            ICorsPolicyMetadata own => own.Policy,
            IDisableCorsAttribute => null,
            var enabled => await PolicyAsync(context, (enabled as IEnableCorsAttribute)?.PolicyName),
        };
        return policy is { AllowAnyOrigin: false } && policy.IsOriginAllowed(origin) && !policy.IsOriginAllowed("null");
    }

    private static async Task<CorsPolicy?> PolicyAsync(HttpContext context, string? name) =>
        context.RequestServices.GetService<ICorsPolicyProvider>() is { } provider ? await provider.GetPolicyAsync(context, name) : null;
}
