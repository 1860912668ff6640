using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>Where protected endpoints are.</summary>
/// <param name="Matcher">Their route pattern.</param>
/// <param name="IsLegacy">Whether they are a part of the MCP endpoint one segment above, for clients of the transport of 2024-11-05.</param>
/// <param name="IsAdvertised">Whether they have metadata.</param>
internal sealed record ResourcePattern(TemplateMatcher Matcher, bool IsLegacy, bool IsAdvertised)
{
    public bool Matches(PathString path) => Matcher.TryMatch(path.HasValue ? path : "/", []);
}
