using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Builds what another builder builds, with a way around ASP.NET Core's authentication and authorization, and notices when
/// the authentication is none of the application's own.
/// </summary>
/// <param name="inner">The other builder.</param>
/// <param name="byEndpoint">Whom to tell of the authentication.</param>
/// <param name="isBypassed">Whether a request goes that way; <see langword="null"/> when none does.</param>
internal sealed class BypassingApplicationBuilder(IApplicationBuilder inner, EndpointScheme byEndpoint, Func<HttpContext, bool>? isBypassed) : IApplicationBuilder
{
    // This is there while a WebApplication adds the middlewares that the application did not. All others are the application's own.
    private const string WebApplicationKey = "__GlobalEndpointRouteBuilder";

    public IServiceProvider ApplicationServices
    {
        get => inner.ApplicationServices;
        set => inner.ApplicationServices = value;
    }

    public IFeatureCollection ServerFeatures => inner.ServerFeatures;

    public IDictionary<string, object?> Properties => inner.Properties;

    public IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware)
    {
        var isOwn = !Properties.ContainsKey(WebApplicationKey);
        inner.Use(IsOfOneClass(middleware) ? next => LeadAround(middleware(next), next, isOwn) : middleware);
        return this;
    }

    public IApplicationBuilder New() => new BypassingApplicationBuilder(inner.New(), byEndpoint, isBypassed);

    public RequestDelegate Build() => inner.Build();

    // A whole pipeline comes as one middleware too, and begins with the first that is in it: around that one, the rest would be passed by.
    private static bool IsOfOneClass(Func<RequestDelegate, RequestDelegate> middleware) =>
        middleware.Target?.GetType().DeclaringType == typeof(UseMiddlewareExtensions);

    private RequestDelegate LeadAround(RequestDelegate middleware, RequestDelegate next, bool isOwn)
    {
        var isAuthentication = IsOfAspNetCore<AuthenticationMiddleware>(middleware);
        if (isAuthentication && isOwn)
        {
            // What stands behind it counts on it.
            return middleware;
        }

        byEndpoint.IsImplicit |= isAuthentication;
        return isBypassed is not null && (isAuthentication || IsOfAspNetCore<AuthorizationMiddleware>(middleware))
            ? new Bypass(isBypassed, middleware, next).InvokeAsync
            : middleware;
    }

    // By the assembly, for a class that an application derives may do anything.
    private static bool IsOfAspNetCore<T>(RequestDelegate middleware) =>
        middleware.Target is T known && known.GetType().Assembly == typeof(T).Assembly;

    private sealed class Bypass(Func<HttpContext, bool> isBypassed, RequestDelegate middleware, RequestDelegate next)
    {
        // One behind the other, both are passed by at once.
        private readonly RequestDelegate _beyond = next.Target is Bypass following ? following._beyond : next;

        public Task InvokeAsync(HttpContext context) => isBypassed(context) ? _beyond(context) : middleware(context);
    }
}
