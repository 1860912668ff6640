using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// A policy's evaluation before there is what it is about: the SDK's request. Whoever asks for that cannot be answered
/// yet, and is to be asked again by the SDK's filters.
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
