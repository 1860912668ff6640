using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>Describes scopes for the consent page: what each permits, and the tools that it opens.</summary>
internal sealed class ConsentScopes(ScopeCatalog catalog, ToolScopes tools, IOptions<McpAuthOptions> mcpAuth)
{
    /// <summary>Returns a request with its <see cref="ConsentRequest.Scopes"/> and the numbers of tools.</summary>
    /// <param name="request">The request.</param>
    /// <param name="requested">The names of the requested scopes. Those that a user cannot grant are left out.</param>
    /// <param name="granted">The names of the scopes that the connection already has.</param>
    public ConsentRequest Describe(ConsentRequest request, IEnumerable<string> requested, IReadOnlyCollection<string> granted)
    {
        var names = granted.Union(requested, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var scopes = catalog.Grantable.Where(scope => names.Contains(scope.Name)).Select(scope => new ConsentScope
        {
            Name = scope.Name,
            Description = scope.Description,
            IsGranted = granted.Contains(scope.Name, StringComparer.Ordinal),
            NeedsApproval = mcpAuth.Value.Tokens.ApprovalScopes.Any(catalog.GetEffectiveScopes([scope.Name]).Contains),
            Tools = tools.GetOpened(scope.Name),
        });
        return request with
        {
            Scopes = [.. scopes],
            CallableTools = tools.GetCallable(names.Where(catalog.IsGrantable)),
            ToolCount = tools.Names.Count,
        };
    }
}
