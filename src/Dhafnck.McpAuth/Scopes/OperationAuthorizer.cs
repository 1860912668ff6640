using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Says whether an operation can be refused before the SDK has it. What it lets through, the SDK's filters judge again.</summary>
internal sealed class OperationAuthorizer(IAuthorizationPolicyProvider policies, IAuthorizationEvaluator evaluator)
{
    /// <summary>Whether the principal lacks a scope, or a policy of the tool, prompt or resource refuses it.</summary>
    /// <param name="user">Who asks for the operation.</param>
    /// <param name="requirement">What it needs.</param>
    /// <param name="services">The request's services, of which the policies' handlers are.</param>
    public async ValueTask<bool> RefusesAsync(ClaimsPrincipal user, OperationRequirement requirement, IServiceProvider services)
    {
        if (requirement.IsDenied || !requirement.Scopes.All(scope => ScopeClaims.Has(user, scope)))
        {
            return true;
        }

        return requirement.Primitive is { } primitive
            && OperationRequirements.HasPolicies(primitive)
            && await CombineAsync(primitive.Metadata).ConfigureAwait(false) is { } policy
            && await RefusesAsync(user, policy, services).ConfigureAwait(false);
    }

    private async ValueTask<bool> RefusesAsync(ClaimsPrincipal user, AuthorizationPolicy policy, IServiceProvider services)
    {
        var context = new PolicyContext(policy.Requirements, user);
        try
        {
            foreach (var handler in await services.GetRequiredService<IAuthorizationHandlerProvider>().GetHandlersAsync(context).ConfigureAwait(false))
            {
                await handler.HandleAsync(context).ConfigureAwait(false);
            }
        }
        catch (Exception) when (context.ResourceWasAsked)
        {
            return false;
        }

        return !context.ResourceWasAsked && !evaluator.Evaluate(context).Succeeded;
    }

    private async ValueTask<AuthorizationPolicy?> CombineAsync(IReadOnlyList<object> metadata)
    {
        var policy = await AuthorizationPolicy.CombineAsync(policies, metadata.OfType<IAuthorizeData>(), metadata.OfType<AuthorizationPolicy>()).ConfigureAwait(false);
        var requirements = metadata.OfType<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements()).ToArray();
        return requirements.Length == 0 ? policy
            : policy is null ? new AuthorizationPolicyBuilder().AddRequirements(requirements).Build()
            : new AuthorizationPolicyBuilder(policy).AddRequirements(requirements).Build();
    }
}
