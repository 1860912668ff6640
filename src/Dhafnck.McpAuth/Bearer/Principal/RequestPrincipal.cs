using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Bearer.Principal;

/// <summary>Sets a token's principal as the user of its request, after the application's claims transformation if there is one.</summary>
internal sealed class RequestPrincipal(RequiredScopes required, RequestFailures failures, IServiceScopeFactory services)
{
    private readonly Lazy<bool> _transformsClaims = new(() => TransformsClaims(services));

    /// <summary>Sets the request's principal, unless the authentication middleware or a policy did so.</summary>
    /// <returns>A refusal if the transformation failed or removed a scope that every request needs; <see langword="null"/> otherwise.</returns>
    public ValueTask<BearerRefusal?> SetAsync(HttpContext context, BearerAuthentication authentication)
    {
        // Index by type instead of calling Get<T>(): servers answer it without a generic method lookup.
        var feature = context.Features[typeof(IHttpAuthenticationFeature)] as IHttpAuthenticationFeature;
        if (feature is not null && IsSet(feature, authentication))
        {
            return new(required.Judge(context.User, authentication));
        }

        if (_transformsClaims.Value)
        {
            return TransformAsync(context, authentication);
        }

        if (feature is null)
        {
            context.Features[typeof(IHttpAuthenticationFeature)] = authentication;
        }
        else
        {
            context.User = authentication.Principal!;
        }

        return default;
    }

    // A principal from the scheme is already transformed, and can have other identities in addition to the token's.
    private static bool IsSet(IHttpAuthenticationFeature feature, BearerAuthentication authentication) =>
        feature.User is { } user
        && (ReferenceEquals(user, authentication.Principal)
            || user.Identities.Any(identity => identity.AuthenticationType == McpBearerDefaults.AuthenticationScheme));

    private async ValueTask<BearerRefusal?> TransformAsync(HttpContext context, BearerAuthentication authentication)
    {
        try
        {
            context.User = await context.RequestServices.GetRequiredService<IClaimsTransformation>().TransformAsync(authentication.Principal!);
        }
        catch (Exception exception)
        {
            return failures.Judge(context, exception);
        }

        return required.Judge(context.User, authentication);
    }

    // Resolved once: resolving it per request would create a service scope that the endpoint may not need.
    private static bool TransformsClaims(IServiceScopeFactory services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
    }
}
