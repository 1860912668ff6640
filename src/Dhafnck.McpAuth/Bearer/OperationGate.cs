using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Refuses a call that the token is too narrow for before the SDK begins to answer it, with a status and a challenge
/// that name all it needs. A token with every scope there is to have goes by unread.
/// </summary>
internal sealed class OperationGate(
    ScopeOptions scopes,
    GuardedScopes guarded,
    OperationRequirements requirements,
    OperationAuthorizer authorizer,
    McpServerLookup servers,
    McpSessions sessions,
    TokenActivities activities)
{
    // What a client says to find out what there is takes a few hundred bytes. Whoever sends more is to say who it is.
    private const int MaximumAnonymousBody = 64 * 1024;

    private readonly string[] _required = [.. scopes.Required];

    /// <summary>Whether requests without a token may find out what the server has.</summary>
    public bool AllowsDiscovery => scopes.AnonymousDiscovery;

    /// <summary>Why the request is refused, or <see langword="null"/>. The principal is in the context already.</summary>
    public ValueTask<BearerRefusal?> RefuseAsync(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint endpoint)
    {
        if (sessions.Refuse(context, authentication, endpoint, out var session) is { } wrong)
        {
            return new(wrong with { Detail = authentication.AccessToken!.TokenId });
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return default;
        }

        if (servers.IsShared
            && authentication.IsUnchanged(context.User)
            && guarded.All is { } all
            && authentication.Claims!.HasAll(all))
        {
            return default;
        }

        return JudgeAsync(context, authentication, session);
    }

    /// <summary>Why a request without a token is refused, or <see langword="null"/> when it only wants to know what there is.</summary>
    public async ValueTask<BearerRefusal?> RefuseAnonymousAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumAnonymousBody)
        {
            return BearerRefusal.Failed(StatusCodes.Status413PayloadTooLarge);
        }

        var (operation, fault) = await ReadAsync(context, MaximumAnonymousBody);
        if (fault is not null)
        {
            return BearerRefusal.Unreadable(fault);
        }

        var server = operation.Names.Count == 0 ? null : await servers.FindForNobodyAsync(context);
        var requirement = requirements.Of(operation, server);
        return IsDiscovery(operation) && requirement.Scopes.Count == 0 ? null : BearerRefusal.NoToken with { Scopes = All(requirement.Scopes) };
    }

    private async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, BearerAuthentication authentication, McpSession? session)
    {
        var (operation, fault) = await ReadAsync(context, long.MaxValue);
        if (fault is not null)
        {
            return BearerRefusal.Unreadable(fault);
        }

        if (operation.Kind == McpOperationKind.Other && !requirements.JudgesMethods)
        {
            return null;
        }

        // What names nothing needs no server to be judged.
        var server = operation.Names.Count == 0 ? null : await servers.FindAsync(context, session);
        var requirement = requirements.Of(operation, server);
        if (!await authorizer.RefusesAsync(context.User, requirement, context.RequestServices))
        {
            return null;
        }

        if (operation.Kind == McpOperationKind.Tool && authentication.AccessToken!.TokenId is { } tokenId)
        {
            activities.Count(tokenId, requirement.Primitives is [var tool] ? tool.Id : ToolUse.Unknown, UsageOutcome.Forbidden, authentication.Principal);
        }

        return BearerRefusal.InsufficientScope(All(requirement.Scopes)) with { Detail = authentication.AccessToken!.TokenId };
    }

    private string[] All(IReadOnlyList<string> needed) => [.. _required.Concat(needed).Distinct(StringComparer.Ordinal)];

    private static async ValueTask<(McpOperation Operation, string? Fault)> ReadAsync(HttpContext context, long maximum)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var body = await reader.ReadAsync(context.RequestAborted);
            if (body.Buffer.Length > maximum)
            {
                reader.AdvanceTo(body.Buffer.End);
                throw new BadHttpRequestException("The body of the request is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (!body.IsCompleted)
            {
                reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
                continue;
            }

            McpOperationReader.TryRead(body.Buffer, out var operation, out var fault);

            // Looked at, and left where it is for the SDK.
            reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            return (operation, fault);
        }
    }

    // A notification or an answer asks for nothing.
    private static bool IsDiscovery(McpOperation operation) => operation.Method.Length == 0 || McpMethods.IsDiscovery(operation.Method);
}
