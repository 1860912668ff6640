using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>
/// The evaluation of a policy before its resource, the SDK's request, exists. A handler that reads the resource cannot
/// decide yet, and has to be evaluated again by the SDK's filters.
/// </summary>
internal sealed class PolicyContext(IEnumerable<IAuthorizationRequirement> requirements, ClaimsPrincipal user)
    : AuthorizationHandlerContext(requirements, user, null)
{
    public bool ResourceWasAsked { get; private set; }

    public override object? Resource
    {
        get
        {
            ResourceWasAsked = true;
            return null;
        }
    }
}
