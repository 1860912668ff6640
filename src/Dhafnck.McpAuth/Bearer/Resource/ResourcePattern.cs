using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>The route of protected endpoints.</summary>
/// <param name="Matcher">The matcher of the route pattern.</param>
/// <param name="IsLegacy">Whether they belong to the MCP endpoint one segment above, for clients of the 2024-11-05 transport.</param>
/// <param name="IsAdvertised">Whether they publish metadata.</param>
internal sealed record ResourcePattern(TemplateMatcher Matcher, bool IsLegacy, bool IsAdvertised)
{
    public bool Matches(PathString path) => Matcher.TryMatch(path.HasValue ? path : "/", []);
}
