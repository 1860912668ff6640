using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Bearer.Middlewares;

/// <summary>
/// Wraps an application builder so that requests can bypass ASP.NET Core's authentication and authorization middleware. It
/// also detects authentication middleware that the application did not add itself.
/// </summary>
/// <remarks>
/// This relies on three details that ASP.NET Core does not document: the key below, the closure that <c>UseMiddleware</c>
/// creates, and that the resulting delegate's target is the middleware. If a release changes one of them, implicit
/// authentication middleware is not recognized: protected endpoints run through it again, and a token is checked before the
/// application's own middleware, such as <c>UseForwardedHeaders</c>, can determine the client's address. The test
/// <c>MiddlewareBypassTests.A_protected_endpoint_is_reached_around_the_middlewares_and_by_all_others</c> then fails.
/// </remarks>
/// <param name="inner">The wrapped builder.</param>
/// <param name="byEndpoint">Receives whether the authentication middleware is implicit.</param>
/// <param name="isBypassed">Whether a request bypasses the middleware; <see langword="null"/> when none does.</param>
internal sealed class BypassingApplicationBuilder(IApplicationBuilder inner, EndpointScheme byEndpoint, Func<HttpContext, bool>? isBypassed) : IApplicationBuilder
{
    // This key is present while a WebApplication adds implicit middleware. Middleware added at other times is the application's own.
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

    // A nested pipeline is one middleware too and starts with its first class; bypassing that would skip the rest of the pipeline.
    private static bool IsOfOneClass(Func<RequestDelegate, RequestDelegate> middleware) =>
        middleware.Target?.GetType().DeclaringType == typeof(UseMiddlewareExtensions);

    private RequestDelegate LeadAround(RequestDelegate middleware, RequestDelegate next, bool isOwn)
    {
        var isAuthentication = IsOfAspNetCore<AuthenticationMiddleware>(middleware);
        if (isAuthentication && isOwn)
        {
            // Later middleware relies on it.
            return middleware;
        }

        byEndpoint.IsImplicit |= isAuthentication;
        return isBypassed is not null && (isAuthentication || IsOfAspNetCore<AuthorizationMiddleware>(middleware))
            ? new Bypass(isBypassed, middleware, next).InvokeAsync
            : middleware;
    }

    // Compares assemblies, because a class that the application derives may do anything.
    private static bool IsOfAspNetCore<T>(RequestDelegate middleware) =>
        middleware.Target is T known && known.GetType().Assembly == typeof(T).Assembly;

    private sealed class Bypass(Func<HttpContext, bool> isBypassed, RequestDelegate middleware, RequestDelegate next)
    {
        // Bypasses two consecutive middlewares in one step.
        private readonly RequestDelegate _beyond = next.Target is Bypass following ? following._beyond : next;

        public Task InvokeAsync(HttpContext context) => isBypassed(context) ? _beyond(context) : middleware(context);
    }
}
