using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>Determines what each operation requires: from the attributes of its targets, the entries that match it, and its kind.</summary>
internal sealed class OperationRequirements
{
    private readonly bool _deniesUnmapped;
    private readonly OperationEntry[] _entries;
    private readonly OperationRequirement _everyTool;
    private readonly OperationRequirement _nothing = new([], [], IsDenied: false);

    public OperationRequirements(ScopeOptions options)
    {
        _deniesUnmapped = options.DenyUnmapped;
        _entries = [.. options.Operations.Select(entry => new OperationEntry(entry))];
        _everyTool = options.ToolCall is { Length: > 0 } only ? new([only], [], IsDenied: false) : _nothing;
        JudgesMethods = Judges(McpOperationKind.Method);
        JudgesTools = _everyTool.Scopes.Count > 0 || Judges(McpOperationKind.Tool);
        JudgesPrompts = Judges(McpOperationKind.Prompt);
        JudgesResources = Judges(McpOperationKind.Resource);
    }

    /// <summary>Whether a request's method alone can require scopes.</summary>
    public bool JudgesMethods { get; }

    /// <summary>Whether the settings alone can require scopes of a tool, whatever its attributes.</summary>
    public bool JudgesTools { get; }

    /// <summary>Whether the settings alone can require scopes of a prompt, whatever its attributes.</summary>
    public bool JudgesPrompts { get; }

    /// <summary>Whether the settings alone can require scopes of a resource, whatever its attributes.</summary>
    public bool JudgesResources { get; }

    /// <summary>Returns what an operation requires.</summary>
    /// <param name="operation">The operation that the message requests.</param>
    /// <param name="server">The options of the server that runs it; may be <see langword="null"/> if the operation has no target.</param>
    public OperationRequirement Of(McpOperation operation, McpServerOptions? server)
    {
        var method = OfMethod(operation.Method);
        var scopes = new List<string>(method.Scopes);
        var primitives = new List<IMcpServerPrimitive>();
        var isDenied = method.IsDenied;
        if (server is null || operation.Names.Count == 0)
        {
            scopes.AddRange(OfEntries(operation.Kind, null).Scopes);
            return new([.. scopes.Distinct(StringComparer.Ordinal)], primitives, isDenied);
        }

        foreach (var name in operation.Names)
        {
            var entries = OfEntries(operation.Kind, name);
            var primitive = Find(operation.Kind, name, server);
            scopes.AddRange(entries.Scopes);
            scopes.AddRange(ScopesOf(primitive));
            if (primitive is not null)
            {
                primitives.Add(primitive);
            }

            isDenied |= entries.IsDenied && primitive is null && IsHandled(operation.Kind, server);
        }

        return new([.. scopes.Distinct(StringComparer.Ordinal)], primitives, isDenied);
    }

    /// <summary>Returns what a request's method requires, whatever its target.</summary>
    public OperationRequirement OfMethod(string method)
    {
        var requirement = method.Length == 0 ? _nothing : OfEntries(McpOperationKind.Method, method);
        return requirement.IsDenied && McpMethods.Has(method) ? requirement with { IsDenied = false } : requirement;
    }

    /// <summary>Returns what an operation's kind and the matching entries require, without the attributes of its target.</summary>
    public OperationRequirement OfEntries(McpOperationKind kind, string? name)
    {
        var always = kind == McpOperationKind.Tool ? _everyTool : _nothing;
        if (_entries.Length == 0 && !_deniesUnmapped)
        {
            return always;
        }

        if (name is null || kind == McpOperationKind.Other)
        {
            return always with { IsDenied = _deniesUnmapped && kind != McpOperationKind.Other };
        }

        var scopes = new List<string>(always.Scopes);
        var isNamed = kind == McpOperationKind.Resource ? AddScopesOfResource(name, scopes) : AddScopes(kind, name, scopes);
        return new(scopes, [], IsDenied: _deniesUnmapped && !isNamed);
    }

    /// <summary>Returns every scope that anything on a server requires, or <see langword="null"/> if scopes alone do not grant access to everything.</summary>
    public IReadOnlyList<string>? OfAll(McpServerOptions server)
    {
        IMcpServerPrimitive[] primitives = [.. server.ToolCollection ?? [], .. server.PromptCollection ?? [], .. server.ResourceCollection ?? []];
        return _deniesUnmapped || primitives.Any(HasPolicies)
            ? null
            : [.. primitives.SelectMany(ScopesOf)
                .Concat(_entries.SelectMany(entry => entry.Scopes))
                .Concat(_everyTool.Scopes)
                .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Returns the scopes that the attributes of a tool, prompt or resource require.</summary>
    public static IEnumerable<string> ScopesOf(IMcpServerPrimitive? primitive) =>
        primitive is null || IsOpen(primitive) ? [] : primitive.Metadata.OfType<RequiredScopeAttribute>().SelectMany(attribute => attribute.Scopes);

    /// <summary>Whether a tool, prompt or resource has policies in addition to its scopes.</summary>
    public static bool HasPolicies(IMcpServerPrimitive primitive) =>
        !IsOpen(primitive)
        && primitive.Metadata.Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or (IAuthorizationRequirementData and not RequiredScopeAttribute));

    private bool Judges(McpOperationKind kind) => _deniesUnmapped || _entries.Any(entry => entry.Kind == kind);

    private bool AddScopes(McpOperationKind kind, string name, List<string> scopes)
    {
        var isNamed = false;
        foreach (var entry in _entries)
        {
            if (entry.Kind == kind && entry.Names(name))
            {
                isNamed = true;
                foreach (var scope in entry.Scopes)
                {
                    if (!scopes.Contains(scope))
                    {
                        scopes.Add(scope);
                    }
                }
            }
        }

        return isNamed;
    }

    // A resource URI can be written in several forms. The request needs the scopes of the entries that match any form.
    // The resource counts as mapped only if every form matches an entry.
    private bool AddScopesOfResource(string uri, List<string> scopes)
    {
        if (!JudgesResources)
        {
            return false;
        }

        var isNamed = true;
        foreach (var form in ResourceUri.Forms(uri))
        {
            isNamed &= AddScopes(McpOperationKind.Resource, form, scopes);
        }

        foreach (var form in ResourceUri.FormsOfParsed(uri))
        {
            AddScopes(McpOperationKind.Resource, form, scopes);
        }

        return isNamed;
    }

#pragma warning disable MCPEXP002 // A tool handler of either kind counts.
    private static bool IsHandled(McpOperationKind kind, McpServerOptions server) => (kind, server.Handlers) switch
    {
        (McpOperationKind.Tool, var handlers) => handlers is not { CallToolHandler: null, CallToolWithAlternateHandler: null },
        (McpOperationKind.Prompt, var handlers) => handlers is not { GetPromptHandler: null, CompleteHandler: null },
        (_, var handlers) => handlers is not { ReadResourceHandler: null, SubscribeToResourcesHandler: null, SubscriptionsListenHandler: null, CompleteHandler: null },
    };
#pragma warning restore MCPEXP002

    // The same rule as in the SDK's filters.
    private static bool IsOpen(IMcpServerPrimitive primitive) => primitive.Metadata.Any(metadata => metadata is IAllowAnonymous);

    private static IMcpServerPrimitive? Find(McpOperationKind kind, string name, McpServerOptions server) => kind switch
    {
        McpOperationKind.Tool => Find(server.ToolCollection, name),
        McpOperationKind.Prompt => Find(server.PromptCollection, name),
        McpOperationKind.Resource => FindResource(server.ResourceCollection, name),
        _ => null,
    };

    private static T? Find<T>(McpServerPrimitiveCollection<T>? primitives, string name)
        where T : class, IMcpServerPrimitive =>
        primitives is not null && primitives.TryGetPrimitive(name, out var primitive) ? primitive : null;

    private static McpServerResource? FindResource(McpServerPrimitiveCollection<McpServerResource>? resources, string uri) =>
        Find(resources, uri) is { IsTemplated: false } exact ? exact : resources?.FirstOrDefault(resource => resource.IsMatch(uri) || resource.ProtocolResourceTemplate.UriTemplate == uri);
}
