using Dhafnck.McpAuth.Scopes.Operations;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// Says which of the server's tools scopes open, for a page on which a person grants scopes. It knows the tools that are
/// registered, not those that a handler of the application serves, and considers scopes only, not policies.
/// </summary>
public sealed class ToolScopes
{
    private readonly IOptions<McpServerOptions> _server;
    private readonly ScopeCatalog _catalog;
    private readonly OperationRequirements _requirements;
    private readonly string[] _everyCall;

    internal ToolScopes(IOptions<McpServerOptions> server, ScopeCatalog catalog, ScopeOptions options, OperationRequirements requirements)
    {
        (_server, _catalog, _requirements) = (server, catalog, requirements);
        _everyCall = options.ToolCall is { Length: > 0 } scope ? [scope] : [];
    }

    /// <summary>The names of all tools, ordered.</summary>
    public IReadOnlyList<string> Names => [.. (_server.Value.ToolCollection ?? []).Select(tool => tool.ProtocolTool.Name).Order(StringComparer.Ordinal)];

    /// <summary>Returns the names of the tools that a token with these scopes can call, ordered.</summary>
    /// <param name="granted">The scopes of the token's record, without the scopes that they imply.</param>
    public IReadOnlyList<string> GetCallable(IEnumerable<string> granted)
    {
        var effective = _catalog.GetEffectiveScopes(granted);
        return [.. Names.Where(name => CanCall(name, effective))];
    }

    /// <summary>
    /// Returns the names of the tools that one scope opens, ordered. For the scope that every call requires
    /// (<see cref="ScopeOptions.ToolCall"/>), these are the tools that require no other; for any other scope, those that a token
    /// with both can call and a token without it cannot.
    /// </summary>
    /// <param name="scope">The name of the scope.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scope"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> GetOpened(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var opened = GetCallable([scope, .. _everyCall]);
        return _everyCall.Contains(scope, StringComparer.Ordinal) ? opened : [.. opened.Except(GetCallable(_everyCall), StringComparer.Ordinal)];
    }

    private bool CanCall(string name, IReadOnlySet<string> effective)
    {
        var requirement = _requirements.Of(McpOperation.Of(new CallToolRequestParams { Name = name }), _server.Value);
        return !requirement.IsDenied && requirement.Scopes.All(effective.Contains);
    }
}
