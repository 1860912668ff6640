using Microsoft.AspNetCore.Authorization;

namespace Dhafnck.McpAuth.Scopes;

internal sealed class ScopeRequirement(IReadOnlyList<string> scopes) : IAuthorizationRequirement
{
    public IReadOnlyList<string> Scopes { get; } = scopes;

    public override string ToString() => "Needs the scopes " + string.Join(' ', Scopes);
}
