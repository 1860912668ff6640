using System.Security.Claims;
using Dhafnck.McpAuth.Scopes.Operations;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>
/// The second check of an operation, inside the SDK: by the scope of <see cref="ScopeOptions.ToolCall"/> and the entries of
/// <see cref="ScopeOptions.Operations"/>, whoever serves it. Attributes are judged by the SDK's own filters.
/// </summary>
internal sealed class OperationCheck(ScopeOptions options, OperationRequirements requirements)
{
    /// <summary>Whether tools are checked at all.</summary>
    public bool GuardsTools { get; } = requirements.JudgesTools;

    /// <summary>Whether prompts and resources are checked at all.</summary>
    public bool GuardsOthers { get; } = requirements.JudgesPrompts || requirements.JudgesResources;

    /// <summary>Whether lists leave out what the principal may not use.</summary>
    public bool Hides { get; } = options.HideUnauthorized != false;

    /// <summary>Refuses an operation.</summary>
    /// <exception cref="McpProtocolException">The principal lacks a scope, or no scope helps.</exception>
    public void Demand(McpOperationKind kind, string? name, IMcpServerPrimitive? primitive, ClaimsPrincipal? user)
    {
        var requirement = requirements.OfEntries(kind, name);
        if (!IsMet(requirement, user) || (requirement.IsDenied && primitive is null))
        {
            throw requirement.Forbidden($"this {kind.ToString().ToLowerInvariant()}");
        }
    }

    /// <summary>Takes out of a list what the principal may not use.</summary>
    public void Hide<T>(IList<T> items, McpOperationKind kind, Func<T, string> name, ClaimsPrincipal? user)
    {
        for (var index = items.Count - 1; index >= 0; index--)
        {
            if (!IsMet(requirements.OfEntries(kind, name(items[index])), user))
            {
                items.RemoveAt(index);
            }
        }
    }

    private static bool IsMet(OperationRequirement requirement, ClaimsPrincipal? user)
    {
        // A loop by number, because going through a list makes an object for each call of a tool.
        for (var index = 0; index < requirement.Scopes.Count; index++)
        {
            if (user is null || !ScopeClaims.Has(user, requirement.Scopes[index]))
            {
                return false;
            }
        }

        return true;
    }
}
