using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Builds what another builder builds, with a way around ASP.NET Core's authentication and authorization.</summary>
/// <param name="inner">The other builder.</param>
/// <param name="isBypassed">Whether a request goes that way.</param>
internal sealed class BypassingApplicationBuilder(IApplicationBuilder inner, Func<HttpContext, bool> isBypassed) : IApplicationBuilder
{
    public IServiceProvider ApplicationServices
    {
        get => inner.ApplicationServices;
        set => inner.ApplicationServices = value;
    }

    public IFeatureCollection ServerFeatures => inner.ServerFeatures;

    public IDictionary<string, object?> Properties => inner.Properties;

    public IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware)
    {
        inner.Use(IsOfOneClass(middleware)
            ? next => middleware(next) is var built && IsOfAspNetCore(built.Target) ? new Bypass(isBypassed, built, next).InvokeAsync : built
            : middleware);
        return this;
    }

    public IApplicationBuilder New() => new BypassingApplicationBuilder(inner.New(), isBypassed);

    public RequestDelegate Build() => inner.Build();

    // A whole pipeline comes as one middleware too, and begins with the first that is in it: around that one, the rest would be passed by.
    private static bool IsOfOneClass(Func<RequestDelegate, RequestDelegate> middleware) =>
        middleware.Target?.GetType().DeclaringType == typeof(UseMiddlewareExtensions);

    // By the assembly, for a class that an application derives may do anything.
    private static bool IsOfAspNetCore(object? middleware) =>
        (middleware is AuthenticationMiddleware && middleware.GetType().Assembly == typeof(AuthenticationMiddleware).Assembly)
        || (middleware is AuthorizationMiddleware && middleware.GetType().Assembly == typeof(AuthorizationMiddleware).Assembly);

    private sealed class Bypass(Func<HttpContext, bool> isBypassed, RequestDelegate middleware, RequestDelegate next)
    {
        // One behind the other, both are passed by at once.
        private readonly RequestDelegate _beyond = next.Target is Bypass following ? following._beyond : next;

        public Task InvokeAsync(HttpContext context) => isBypassed(context) ? _beyond(context) : middleware(context);
    }
}
