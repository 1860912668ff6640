using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Stands around a protected endpoint. It wraps the endpoint, not a path: <c>/mcp/</c>, <c>/MCP</c> and
/// <c>/%6dcp</c> all reach the same one.
/// </summary>
internal sealed class McpAuthGate(BearerAuthenticator authenticator, ScopeOptions scopes, UsageCounter usage)
{
    private readonly string[] _required = [.. scopes.Required];

    public RequestDelegate Wrap(RequestDelegate endpoint, bool acceptsJsonOnly) => async context =>
    {
        var authentication = await authenticator.AuthenticateAsync(context);
        if (authentication.Principal is not { } principal)
        {
            await authenticator.RefuseAsync(context, authentication.Refusal! with { Scopes = _required });
            return;
        }

        usage.Count(authentication.AccessToken!.TokenId);
        if (!_required.All(scope => ScopeClaims.Has(principal, scope)))
        {
            await authenticator.RefuseAsync(context, BearerRefusal.InsufficientScope(_required) with { Detail = authentication.AccessToken.TokenId });
            return;
        }

        if (acceptsJsonOnly && HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType())
        {
            await authenticator.RefuseAsync(context, BearerRefusal.UnsupportedMediaType);
            return;
        }

        await SignInAsync(context, principal);
        await endpoint(context);
    };

    private static async ValueTask SignInAsync(HttpContext context, ClaimsPrincipal principal)
    {
        // A policy that named the scheme has brought the principal already, transformed, perhaps with other identities.
        if (context.User.Identities.Any(identity => identity.AuthenticationType == McpBearerDefaults.AuthenticationScheme))
        {
            return;
        }

        var transformation = context.RequestServices.GetService<IClaimsTransformation>();
        context.User = transformation is null or NoopClaimsTransformation ? principal : await transformation.TransformAsync(principal);
    }
}
