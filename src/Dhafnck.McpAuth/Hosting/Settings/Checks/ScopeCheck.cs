using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the settings that name scopes.</summary>
internal static class ScopeCheck
{
    public static IEnumerable<string> Check(ScopeOptions scopes, ScopeCatalog catalog) =>
    [
        .. scopes.Required.SelectMany(scope => Unknown("MCP_REQUIRED_SCOPES names", scope, catalog)),
        .. scopes.Granted.SelectMany(scope => Unknown("MCP_GRANTED_SCOPES names", scope, catalog)),
        .. scopes.Granted.Contains(McpScopes.Admin) ? [OfRecordsOnly("MCP_GRANTED_SCOPES names", McpScopes.Admin)] : Array.Empty<string>(),
        .. scopes.Operations.SelectMany(CheckOperation),
        .. scopes.Operations.SelectMany(entry => entry.Scopes).SelectMany(scope => Unknown("Scopes.Operations names", scope, catalog)),
        .. scopes.ToolCall is { Length: > 0 } toolCall ? Unknown("Scopes.ToolCall names", toolCall, catalog) : [],
    ];

    /// <summary>Returns an error when a scope is not in the catalog.</summary>
    /// <param name="what">What uses the scope, and how, such as "MCP_REQUIRED_SCOPES names".</param>
    /// <param name="scope">The scope.</param>
    /// <param name="catalog">The catalog.</param>
    public static IEnumerable<string> Unknown(string what, string scope, ScopeCatalog catalog)
    {
        if (!catalog.Contains(scope))
        {
            yield return $"{what} '{ScopeToken.Escape(scope)}', which is not in the catalog. "
                + $"The catalog contains: {string.Join(", ", catalog.All.Select(known => known.Name))}. "
                + "Add a scope of your own with builder.AddMcpAuth().AddScope(...).";
        }
    }

    /// <summary>The error for a scope that no setting may grant.</summary>
    public static string OfRecordsOnly(string what, string scope) =>
        $"{what} '{scope}', which only a token's record can have. Name the required scopes instead.";

    private static IEnumerable<string> CheckOperation(OperationScopes entry)
    {
        string?[] names = [entry.Tool, entry.Prompt, entry.Resource, entry.Method];
        if (names.Count(name => !string.IsNullOrEmpty(name)) != 1 || entry.Scopes.Count == 0)
        {
            yield return "An entry of Scopes.Operations must name one Tool, Prompt, Resource or Method, and at least one scope; "
                + $"it names '{ScopeToken.Escape(string.Join(' ', names).Trim())}' and {entry.Scopes.Count} scopes.";
        }
    }
}
