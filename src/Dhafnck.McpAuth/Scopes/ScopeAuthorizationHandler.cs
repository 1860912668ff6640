using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth.Scopes;

internal sealed class ScopeAuthorizationHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (requirement.Scopes.All(scope => ScopeClaims.Has(context.User, scope)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
