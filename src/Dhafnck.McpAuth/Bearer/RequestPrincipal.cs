using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Puts the principal of a token into its request, by way of the application's claims transformation where there is one.</summary>
internal sealed class RequestPrincipal(ScopeOptions scopes, IServiceScopeFactory services)
{
    private readonly string[] _required = [.. scopes.Required];
    private readonly Lazy<bool> _transformsClaims = new(() => TransformsClaims(services));

    /// <summary>Sets the request's principal, unless the authentication middleware or a policy did so.</summary>
    /// <returns>A refusal when the transformation took away a scope that every request needs; <see langword="null"/> otherwise.</returns>
    public ValueTask<BearerRefusal?> SetAsync(HttpContext context, BearerAuthentication authentication)
    {
        // By the type as a value, for servers answer that without looking the method up.
        var feature = context.Features[typeof(IHttpAuthenticationFeature)] as IHttpAuthenticationFeature;
        if (feature is not null && IsSet(feature, authentication))
        {
            return new(Refuse(context, authentication));
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

    // A principal that the scheme brought is transformed already, and can have other identities beside the token's.
    private static bool IsSet(IHttpAuthenticationFeature feature, BearerAuthentication authentication) =>
        feature.User is { } user
        && (ReferenceEquals(user, authentication.Principal)
            || user.Identities.Any(identity => identity.AuthenticationType == McpBearerDefaults.AuthenticationScheme));

    private async ValueTask<BearerRefusal?> TransformAsync(HttpContext context, BearerAuthentication authentication)
    {
        context.User = await context.RequestServices.GetRequiredService<IClaimsTransformation>().TransformAsync(authentication.Principal!);
        return Refuse(context, authentication);
    }

    private BearerRefusal? Refuse(HttpContext context, BearerAuthentication authentication) =>
        authentication.IsUnchanged(context.User) || _required.All(scope => ScopeClaims.Has(context.User, scope))
            ? null
            : BearerRefusal.InsufficientScope(_required) with { Detail = authentication.AccessToken!.TokenId };

    // Asked once: asking each request's services makes them, which an endpoint may never need.
    private static bool TransformsClaims(IServiceScopeFactory services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
    }
}
