using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace TokenServer.Setup;

internal static class ReverseProxy
{
    private const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>
    /// Trusts the forwarded headers (client address, scheme and host) of the proxies in the setting <c>KnownProxies</c>, and
    /// serves the application below the setting <c>PathBase</c>. Without these settings it changes nothing.
    /// </summary>
    public static void UseReverseProxy(this WebApplication app)
    {
        var proxies = app.Configuration["KnownProxies"]?.Split(';', Tidy) ?? [];
        if (proxies.Length > 0)
        {
            app.UseForwardedHeaders(Options(proxies, app.Configuration["AllowedHosts"] ?? ""));
        }

        if (app.Configuration["PathBase"] is { Length: > 0 } pathBase)
        {
            // A proxy may strip the prefix, but links and redirects still need it.
            app.UsePathBase(pathBase);
            app.Use((context, next) =>
            {
                context.Request.PathBase = pathBase;
                return next(context);
            });
        }

        // After the path base, which determines the path that is routed.
        app.UseRouting();
    }

    private static ForwardedHeadersOptions Options(string[] proxies, string allowedHosts)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            AllowedHosts = allowedHosts.Split(';', Tidy),

            // No limit, because every proxy in the chain must be a known one.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(Network(proxy));
        }

        return options;
    }

    private static System.Net.IPNetwork Network(string proxy) =>
        IPAddress.TryParse(proxy, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : System.Net.IPNetwork.TryParse(proxy, out var network) ? network
        : throw new InvalidOperationException($"KnownProxies has '{proxy}', which is neither an IP address nor a network such as 10.0.0.0/8.");
}
