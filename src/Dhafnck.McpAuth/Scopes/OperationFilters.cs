using System.Security.Claims;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The second gate, inside the SDK, whoever serves what is asked for: by the scope of <see cref="ScopeOptions.ToolCall"/>
/// and the entries of <see cref="ScopeOptions.Operations"/>. Attributes are judged by the SDK's own filters.
/// </summary>
internal sealed class OperationFilters : IPostConfigureOptions<McpServerOptions>
{
    private readonly OperationRequirements _requirements;
    private readonly bool _guardsTools;
    private readonly bool _guardsOthers;
    private readonly bool _hides;

    // Made once: a stateless server makes its options, and puts the filters in, for each request.
    private readonly McpRequestFilter<GetPromptRequestParams, GetPromptResult> _getPrompt;
    private readonly McpRequestFilter<ReadResourceRequestParams, ReadResourceResult> _readResource;

    public OperationFilters(ScopeOptions options, OperationRequirements requirements)
    {
        _requirements = requirements;
        _guardsTools = options.ToolCall is { Length: > 0 } || options.DenyUnmapped || options.Operations.Any(entry => entry.Tool is not null);
        _guardsOthers = options.DenyUnmapped || options.Operations.Any(entry => entry.Prompt is not null || entry.Resource is not null);
        _hides = options.HideUnauthorized != false;
        _getPrompt = next => (context, cancellationToken) =>
        {
            Check(McpOperationKind.Prompt, context.Params?.Name, context.MatchedPrimitive, context.User);
            return next(context, cancellationToken);
        };
        _readResource = next => (context, cancellationToken) =>
        {
            Check(McpOperationKind.Resource, context.Params?.Uri, context.MatchedPrimitive, context.User);
            return next(context, cancellationToken);
        };
    }

    /// <summary>Refuses the call of a tool; whoever calls this is the first of the filters.</summary>
    /// <exception cref="McpProtocolException">The principal lacks a scope, or no scope helps.</exception>
    public void CheckTool(RequestContext<CallToolRequestParams> context)
    {
        if (_guardsTools)
        {
            Check(McpOperationKind.Tool, context.Params?.Name, context.MatchedPrimitive, context.User);
        }
    }

    /// <summary>Takes out of a list of tools those that the principal may not call.</summary>
    public void Hide(ListToolsResult result, ClaimsPrincipal? user) => Hide(result.Tools, McpOperationKind.Tool, tool => tool.Name, user);

    // First, because no filter of the application should see what is not allowed.
    public void PostConfigure(string? name, McpServerOptions options)
    {
        var filters = options.Filters.Request;
        if (_guardsTools && _hides)
        {
            filters.ListToolsFilters.Insert(0, ToolListing.Filter);
        }

        if (_guardsOthers)
        {
            filters.GetPromptFilters.Insert(0, _getPrompt);
            filters.ReadResourceFilters.Insert(0, _readResource);
        }

        if (_guardsOthers && _hides)
        {
            AddListFilters(filters);
        }
    }

    private void AddListFilters(McpRequestFilters filters)
    {
        filters.ListPromptsFilters.Insert(0, next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            Hide(result.Prompts, McpOperationKind.Prompt, prompt => prompt.Name, context.User);
            return result;
        });
        filters.ListResourcesFilters.Insert(0, next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            Hide(result.Resources, McpOperationKind.Resource, resource => resource.Uri, context.User);
            return result;
        });
        filters.ListResourceTemplatesFilters.Insert(0, next => async (context, cancellationToken) =>
        {
            var result = await next(context, cancellationToken);
            Hide(result.ResourceTemplates, McpOperationKind.Resource, template => template.UriTemplate, context.User);
            return result;
        });
    }

    private void Check(McpOperationKind kind, string? name, IMcpServerPrimitive? primitive, ClaimsPrincipal? user)
    {
        var requirement = _requirements.OfEntries(kind, name);
        if (!IsMet(requirement, user) || (requirement.IsDenied && primitive is null))
        {
            throw new McpProtocolException($"Access forbidden: this {kind.ToString().ToLowerInvariant()} needs the scopes '{string.Join(' ', requirement.Scopes)}'.", McpErrorCode.InvalidRequest);
        }
    }

    private void Hide<T>(IList<T> items, McpOperationKind kind, Func<T, string> name, ClaimsPrincipal? user)
    {
        for (var index = items.Count - 1; index >= 0; index--)
        {
            if (!IsMet(_requirements.OfEntries(kind, name(items[index])), user))
            {
                items.RemoveAt(index);
            }
        }
    }

    private static bool IsMet(OperationRequirement requirement, ClaimsPrincipal? user)
    {
        // A loop by number, because going through a list makes an object for each call of a tool.
        for (var index = 0; index < requirement.Scopes.Count; index++)
        {
            if (user is null || !ScopeClaims.Has(user, requirement.Scopes[index]))
            {
                return false;
            }
        }

        return true;
    }
}
