using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth;

/// <summary>
/// Specifies the scopes that a token needs for an MCP tool, prompt or resource, or for any other endpoint. All of them
/// are required. A scope that includes another satisfies it. On a class, the attribute applies to every member.
/// </summary>
/// <param name="scopes">The names of the scopes, at least one.</param>
/// <exception cref="ArgumentException">No scope is given, or one is not a scope-token of RFC 6749 §3.3.</exception>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiredScopeAttribute(params string[] scopes) : Attribute, IAuthorizationRequirementData
{
    /// <summary>The required scopes, at least one. All of them are required.</summary>
    public IReadOnlyList<string> Scopes { get; } = Check(scopes);

    /// <summary>Returns the scopes as a requirement of ASP.NET Core's authorization. The MCP SDK's filters honor it too.</summary>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new ScopeRequirement(Scopes)];

    private static string[] Check(string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Length == 0 || !scopes.All(ScopeToken.IsValid))
        {
            throw new ArgumentException(
                "[RequiredScope] needs at least one scope name. "
                + "Each must have 1 to 100 visible ASCII characters other than space, \" and \\ (RFC 6749 section 3.3).",
                nameof(scopes));
        }

        return [.. scopes];
    }
}
