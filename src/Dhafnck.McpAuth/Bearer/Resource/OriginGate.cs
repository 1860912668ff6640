using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Refuses requests to an MCP endpoint that web pages of other origins send (MCP, transports, security warning). It allows
/// requests without an origin, pages of this machine and of the server itself, and the origins that the settings or
/// the endpoint's CORS policy name.
/// </summary>
internal sealed class OriginGate
{
    private static readonly string[] AnyHost = ["*", "[::]", "0.0.0.0"];

    private readonly RefusalWriter _refusals;
    private readonly HashSet<string> _allowed;
    private readonly bool _filtersHosts;

    public OriginGate(RefusalWriter refusals, ProtectedResourceOptions options, IOptions<HostFilteringOptions> filtering)
    {
        _refusals = refusals;
        _allowed = new(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        _filtersHosts = filtering.Value.AllowedHosts is { Count: > 0 } hosts && !hosts.Intersect(AnyHost).Any();
        if (options.PublicUrl is { } url)
        {
            _allowed.Add(new Uri(url).GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>Wraps an endpoint with the check, which runs before everything else.</summary>
    public RequestDelegate Guard(RequestDelegate next) => context =>
        context.Request.Headers.Origin.Count == 0 ? next(context) : CheckAsync(context, next);

    /// <summary>Parses an origin as browsers serialize it (RFC 6454 §6.2): a scheme, a host, and a port that is not the scheme's default.</summary>
    /// <returns><see langword="null"/> when the text is not an origin in this form.</returns>
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

        await _refusals.WriteAsync(context, BearerRefusal.ForeignOrigin with { Detail = ScopeToken.Escape(context.Request.Headers.Origin.ToString()) });
    }

    private bool IsKnown(string origin, HostString host) =>
        _allowed.Contains(origin)
        || (Parse(origin) is { } page
            && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp)
            && (LocalHost.Is(page.Host) || IsSame(page, host)));

    // With DNS rebinding an attacker's name resolves to this server, so that Origin and Host match. A name is trusted only
    // where that is impossible: TLS proves it, it is an IP address or has no domain, or host filtering admits no other name.
    private bool IsSame(Uri page, HostString host) =>
        string.Equals(host.Host, page.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port ?? (page.Scheme == Uri.UriSchemeHttps ? 443 : 80)) == page.Port
        && (page.Scheme == Uri.UriSchemeHttps || page.HostNameType != UriHostNameType.Dns || !page.Host.Contains('.') || _filtersHosts);

    // A policy that allows any origin names none.
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
