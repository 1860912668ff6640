using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>Decides whether an operation is refused: before the SDK receives it, or inside the SDK for requests that its own filters do not check.</summary>
internal sealed class OperationAuthorizer(IAuthorizationPolicyProvider policies, IAuthorizationEvaluator evaluator)
{
    /// <summary>Whether the principal lacks a scope, or a policy of a tool, prompt or resource refuses it.</summary>
    /// <param name="user">The principal that requests the operation.</param>
    /// <param name="requirement">What the operation requires.</param>
    /// <param name="services">The request's services, which provide the policies' handlers.</param>
    /// <param name="resource">
    /// The SDK's request, for policies that read it; <see langword="null"/> if it does not exist yet. A policy that reads it
    /// then does not refuse: it is evaluated again inside the SDK.
    /// </param>
    public async ValueTask<bool> RefusesAsync(ClaimsPrincipal user, OperationRequirement requirement, IServiceProvider services, object? resource = null)
    {
        if (requirement.IsDenied || !requirement.Scopes.All(scope => ScopeClaims.Has(user, scope)))
        {
            return true;
        }

        foreach (var primitive in requirement.Primitives.Where(OperationRequirements.HasPolicies))
        {
            if (await CombineAsync(primitive.Metadata).ConfigureAwait(false) is { } policy && await RefusesAsync(user, policy, services, resource).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> RefusesAsync(ClaimsPrincipal user, AuthorizationPolicy policy, IServiceProvider services, object? resource)
    {
        if (resource is not null)
        {
            return !(await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, resource, policy).ConfigureAwait(false)).Succeeded;
        }

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
