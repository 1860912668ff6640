using System.ComponentModel;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Scopes;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The JSON response that describes the scope catalog and the tools.</summary>
internal sealed record ScopesResponse(
    [property: JsonPropertyName("data"), Description("The scopes that can be granted.")] IReadOnlyList<ScopesResponse.Scope> Data,
    [property: JsonPropertyName("tools"), Description("The tools of the server.")] IReadOnlyList<ScopesResponse.Tool> Tools,
    [property: JsonPropertyName("effective_scopes"), Description("For each scope of the catalog, by name: all the scopes that a token with it has.")]
    IReadOnlyDictionary<string, IReadOnlyList<string>> EffectiveScopes)
{
    /// <summary>Lists the scopes that can be granted, the server's tools with the scopes that each needs, and what each scope of the catalog includes.</summary>
    public static ScopesResponse Of(ScopeCatalog catalog, ScopeOptions options, ApiTokenOptions rules, IEnumerable<McpServerTool> served)
    {
        var everyCall = options.ToolCall is { Length: > 0 } scope ? [scope] : Array.Empty<string>();
        var tools = served
            .Select(tool => (
                Own: tool.Metadata.OfType<RequiredScopeAttribute>().SelectMany(attribute => attribute.Scopes).Distinct(StringComparer.Ordinal).ToArray(),
                tool.ProtocolTool.Name,
                tool.ProtocolTool.Description))
            .OrderBy(tool => tool.Name, StringComparer.Ordinal)
            .ToList();
        return new(
            [.. catalog.Grantable.Select(definition => Describe(definition, tools.Where(tool => tool.Own.Length > 0).Select(tool => (tool.Name, tool.Own))))],
            [.. tools.Select(tool => new Tool(tool.Name, tool.Description, [.. tool.Own.Union(everyCall, StringComparer.Ordinal)]))],
            catalog.All.ToDictionary(
                definition => definition.Name,
                IReadOnlyList<string> (definition) => [.. catalog.GetEffectiveScopes([definition.Name]).Order(StringComparer.Ordinal)],
                StringComparer.Ordinal));

        Scope Describe(ScopeDefinition definition, IEnumerable<(string Name, string[] Own)> guarded)
        {
            var effective = catalog.GetEffectiveScopes([definition.Name]);
            return new(
                definition.Name,
                definition.Description,
                definition.Permission,
                [.. effective.Where(name => name != definition.Name && catalog.IsGrantable(name)).Order(StringComparer.Ordinal)],
                [.. guarded.Where(tool => tool.Own.All(effective.Contains)).Select(tool => tool.Name)],
                rules.ApprovalScopes.Any(effective.Contains));
        }
    }

    /// <summary>One scope: its description, the scopes that it implies, and the tools whose own scopes it satisfies.</summary>
    internal sealed record Scope(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("description"), Description("What the scope permits, in words.")] string Description,
        [property: JsonPropertyName("permission"), Description("The scope's MCP permission.")] string? Permission,
        [property: JsonPropertyName("includes"), Description("The scopes that it implies.")] IReadOnlyList<string> Includes,
        [property: JsonPropertyName("tools"), Description("The tools whose own scopes it satisfies.")] IReadOnlyList<string> Tools,
        [property: JsonPropertyName("needs_approval"), Description("Whether a token waits for an administrator to approve it.")] bool NeedsApproval);

    /// <summary>One tool, and all scopes that a call needs.</summary>
    internal sealed record Tool(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("description")] string? Description,
        [property: JsonPropertyName("scopes"), Description("All scopes that a call of the tool needs.")] IReadOnlyList<string> Scopes);
}
