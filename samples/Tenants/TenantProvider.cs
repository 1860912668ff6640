using Dhafnck.McpAuth;

namespace Tenants;

/// <summary>Accepts an API token only at the URL of its own tenant. The tenant is the token's audience.</summary>
internal sealed class TenantProvider(JwtBearerAuthDependencies dependencies) : JwtBearerAuthProvider(dependencies)
{
    public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        var result = await base.LoadAccessTokenAsync(context, cancellationToken);
        var addressed = context.HttpContext.Request.RouteValues["tenant"] as string;
        return result.AccessToken is { } token && (addressed is null || token.Audience != addressed)
            ? AccessTokenResult.Rejected(token, "The token is for another tenant.")
            : result;
    }
}
