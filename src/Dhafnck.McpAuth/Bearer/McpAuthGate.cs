using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Stands around a protected endpoint. It wraps the endpoint, not a path: <c>/mcp/</c>, <c>/MCP</c> and
/// <c>/%6dcp</c> all reach the same one.
/// </summary>
internal sealed class McpAuthGate(
    BearerAuthenticator authenticator,
    ScopeOptions scopes,
    RequestLimit limit,
    RequestUse usage,
    OpenUses open,
    OpenCalls calls,
    IServiceScopeFactory services)
{
    private readonly string[] _required = [.. scopes.Required];
    private readonly Lazy<bool> _transformsClaims = new(() => TransformsClaims(services));

    public RequestDelegate Wrap(RequestDelegate endpoint, bool acceptsJsonOnly) => Stand(calls.Follow(endpoint), acceptsJsonOnly);

    private RequestDelegate Stand(RequestDelegate endpoint, bool acceptsJsonOnly) => async context =>
    {
        var authentication = await authenticator.AuthenticateAsync(context);
        if (authentication.AccessToken is not { } token)
        {
            await authenticator.RefuseAsync(context, authentication.Refusal! with { Scopes = _required });
            return;
        }

        if (await limit.RefuseAsync(context, token) is { } overLimit)
        {
            await authenticator.RefuseAsync(context, overLimit);
            return;
        }

        usage.Begin(context, authentication);
        OpenRequest? request = null;
        try
        {
            var answering = Refuse(context, authentication, acceptsJsonOnly) is { } refusal
                ? authenticator.RefuseAsync(context, refusal)
                : ContinueAsync(context, authentication.Principal!, endpoint);
            request = answering.IsCompleted ? null : open.Begin(context, authentication);
            await answering;
        }
        catch (Exception exception)
        {
            usage.End(context, authentication, exception);
            throw;
        }
        finally
        {
            open.Complete(request);
        }

        usage.End(context, authentication);
    };

    private BearerRefusal? Refuse(HttpContext context, BearerAuthentication authentication, bool acceptsJsonOnly)
    {
        foreach (var scope in _required)
        {
            if (!authentication.Scopes.Contains(scope))
            {
                return BearerRefusal.InsufficientScope(_required) with { Detail = authentication.AccessToken!.TokenId };
            }
        }

        return acceptsJsonOnly && HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType()
            ? BearerRefusal.UnsupportedMediaType
            : null;
    }

    private Task ContinueAsync(HttpContext context, ClaimsPrincipal principal, RequestDelegate endpoint)
    {
        // A policy that named the scheme has brought the principal already, transformed, perhaps with other identities.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { } user
            && user.Identities.Any(identity => identity.AuthenticationType == McpBearerDefaults.AuthenticationScheme))
        {
            return endpoint(context);
        }

        if (_transformsClaims.Value)
        {
            return TransformAsync(context, principal, endpoint);
        }

        context.User = principal;
        return endpoint(context);
    }

    private static async Task TransformAsync(HttpContext context, ClaimsPrincipal principal, RequestDelegate endpoint)
    {
        context.User = await context.RequestServices.GetRequiredService<IClaimsTransformation>().TransformAsync(principal);
        await endpoint(context);
    }

    // Asked once: asking each request's services makes them, which an endpoint may never need.
    private static bool TransformsClaims(IServiceScopeFactory services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
    }
}
