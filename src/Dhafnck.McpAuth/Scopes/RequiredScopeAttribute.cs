using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// Says which scopes a token needs for an MCP tool, prompt or resource, or for any other endpoint. All of them
/// are needed; a scope that includes another meets it. On a class it holds for each of its members.
/// </summary>
/// <param name="scopes">The names of the scopes, at least one.</param>
/// <exception cref="ArgumentException">There is no scope, or one that is no scope-token of RFC 6749 §3.3.</exception>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiredScopeAttribute(params string[] scopes) : Attribute, IAuthorizationRequirementData
{
    /// <summary>The scopes, all of which are needed.</summary>
    public IReadOnlyList<string> Scopes { get; } = Check(scopes);

    /// <summary>The scopes as a requirement of ASP.NET Core's authorization, which the MCP SDK's filters honour too.</summary>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new ScopeRequirement(Scopes)];

    private static string[] Check(string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Length == 0 || !scopes.All(ScopeToken.IsValid))
        {
            throw new ArgumentException("[RequiredScope] takes at least one scope name, each 1 to 100 visible ASCII characters without space, \" and \\ (RFC 6749 section 3.3).", nameof(scopes));
        }

        return [.. scopes];
    }
}
