using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Knows what each operation needs: by the attributes of what it reaches for, by the entries that name it, and by its sort.</summary>
internal sealed class OperationRequirements(ScopeOptions options)
{
    private readonly OperationRequirement _everyTool = new(options.ToolCall is { Length: > 0 } only ? [only] : [], null, IsDenied: false);

    /// <summary>What an operation on a server needs.</summary>
    public OperationRequirement Of(McpOperation operation, McpServerOptions server)
    {
        var (primitive, isHandled) = operation switch
        {
            { Name: not { } } => (null, false),
            { Kind: McpOperationKind.Tool, Name: var name } => (Find(server.ToolCollection, name), HandlesTools(server)),
            { Kind: McpOperationKind.Prompt, Name: var name } => (Find(server.PromptCollection, name), server.Handlers.GetPromptHandler is not null),
            { Kind: McpOperationKind.Resource, Name: var uri } => (FindResource(server.ResourceCollection, uri), server.Handlers.ReadResourceHandler is not null),
            _ => ((IMcpServerPrimitive?)null, false),
        };
        var requirement = OfEntries(operation.Kind, operation.Name);
        return new([.. requirement.Scopes.Concat(ScopesOf(primitive)).Distinct(StringComparer.Ordinal)], primitive, requirement.IsDenied && primitive is null && isHandled);
    }

    /// <summary>What an operation needs by its sort and by the entries that name it, whatever it reaches for.</summary>
    public OperationRequirement OfEntries(McpOperationKind kind, string? name)
    {
        if (kind == McpOperationKind.Tool && options is { Operations.Count: 0, DenyUnmapped: false })
        {
            return _everyTool;
        }

        var isNamed = false;
        List<string>? scopes = null;
        foreach (var entry in options.Operations)
        {
            if (name is not null && entry.IsOf(kind, name))
            {
                isNamed = true;
                (scopes ??= []).AddRange(entry.Scopes);
            }
        }

        var needed = kind == McpOperationKind.Tool ? _everyTool.Scopes : [];
        return new(scopes is null ? needed : [.. needed, .. scopes], null, IsDenied: options.DenyUnmapped && !isNamed && kind != McpOperationKind.Other);
    }

    /// <summary>Every scope that anything on a server needs; <see langword="null"/> when scopes alone do not open everything.</summary>
    public IReadOnlyList<string>? OfAll(McpServerOptions server)
    {
        IMcpServerPrimitive[] primitives = [.. server.ToolCollection ?? [], .. server.PromptCollection ?? [], .. server.ResourceCollection ?? []];
        var isHandled = HandlesTools(server) || server.Handlers is not { GetPromptHandler: null, ReadResourceHandler: null };
        return (options.DenyUnmapped && isHandled) || primitives.Any(HasPolicies)
            ? null
            : [.. primitives.SelectMany(ScopesOf)
                .Concat(options.Operations.SelectMany(entry => entry.Scopes))
                .Concat(_everyTool.Scopes)
                .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The scopes of a tool, prompt or resource by its attributes.</summary>
    public static IEnumerable<string> ScopesOf(IMcpServerPrimitive? primitive) =>
        primitive is null || IsOpen(primitive) ? [] : primitive.Metadata.OfType<RequiredScopeAttribute>().SelectMany(attribute => attribute.Scopes);

    /// <summary>Whether a tool, prompt or resource has policies beside its scopes.</summary>
    public static bool HasPolicies(IMcpServerPrimitive primitive) =>
        !IsOpen(primitive)
        && primitive.Metadata.Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or (IAuthorizationRequirementData and not RequiredScopeAttribute));

#pragma warning disable MCPEXP002 // Either way of serving tools is one.
    private static bool HandlesTools(McpServerOptions server) => server.Handlers is not { CallToolHandler: null, CallToolWithAlternateHandler: null };
#pragma warning restore MCPEXP002

    // As the SDK's filters have it.
    private static bool IsOpen(IMcpServerPrimitive primitive) => primitive.Metadata.Any(metadata => metadata is IAllowAnonymous);

    private static T? Find<T>(McpServerPrimitiveCollection<T>? primitives, string name)
        where T : class, IMcpServerPrimitive =>
        primitives is not null && primitives.TryGetPrimitive(name, out var primitive) ? primitive : null;

    private static McpServerResource? FindResource(McpServerPrimitiveCollection<McpServerResource>? resources, string uri) =>
        Find(resources, uri) is { IsTemplated: false } exact ? exact : resources?.FirstOrDefault(resource => resource.IsMatch(uri) || resource.ProtocolResourceTemplate.UriTemplate == uri);
}
