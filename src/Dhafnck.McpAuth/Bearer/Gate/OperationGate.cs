using Dhafnck.McpAuth.Bearer.Sessions;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Scopes.Operations;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Refuses a call before it reaches the SDK if the token lacks a required scope; the challenge names all scopes that the
/// call needs. If the token has every scope that the server uses, the message is not read.
/// </summary>
internal sealed class OperationGate(
    ScopeOptions scopes,
    RequiredScopes required,
    GuardedScopes guarded,
    OperationRequirements requirements,
    OperationAuthorizer authorizer,
    McpServerLookup servers,
    McpSessions sessions,
    TokenActivities activities)
{
    // Discovery messages are a few hundred bytes. Larger bodies require a token.
    private const int MaximumAnonymousBody = 64 * 1024;

    /// <summary>Whether requests without a token may discover what the server offers.</summary>
    public bool AllowsDiscovery => scopes.AnonymousDiscovery;

    /// <summary>Returns why the request is refused, or <see langword="null"/>. The principal must already be set.</summary>
    public ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint endpoint)
    {
        if (sessions.Judge(context, authentication, endpoint, out var session) is { } wrong)
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

        return JudgeMessageAsync(context, authentication, session);
    }

    /// <summary>Returns why a request without a token is refused, or <see langword="null"/> if it is a discovery request.</summary>
    public async ValueTask<BearerRefusal?> JudgeAnonymousAsync(HttpContext context)
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
        return IsDiscovery(operation) && requirement.Scopes.Count == 0 ? null : BearerRefusal.NoToken with { Scopes = required.With(requirement.Scopes) };
    }

    private async ValueTask<BearerRefusal?> JudgeMessageAsync(HttpContext context, BearerAuthentication authentication, McpSession? session)
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

        // No target: the server options are not needed.
        return await JudgeAsync(context, authentication, operation, operation.Names.Count == 0 ? null : await servers.FindAsync(context, session));
    }

    /// <summary>Returns why an operation is refused, or <see langword="null"/>. The principal must already be set.</summary>
    public async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, BearerAuthentication authentication, McpOperation operation, McpServerOptions? server)
    {
        var requirement = requirements.Of(operation, server);
        if (!await authorizer.RefusesAsync(context.User, requirement, context.RequestServices))
        {
            return null;
        }

        if (operation.Kind == McpOperationKind.Tool && authentication.AccessToken!.TokenId is { } tokenId)
        {
            activities.Count(tokenId, requirement.Primitives is [var tool] ? tool.Id : ToolCounts.Unknown, UsageOutcome.Forbidden, authentication.Principal);
        }

        return BearerRefusal.InsufficientScope(required.With(requirement.Scopes)) with { Detail = authentication.AccessToken!.TokenId };
    }

    private static async ValueTask<(McpOperation Operation, string? Fault)> ReadAsync(HttpContext context, long maximum)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var body = await reader.ReadAsync(context.RequestAborted);
            if (body.Buffer.Length > maximum)
            {
                reader.AdvanceTo(body.Buffer.End);
                throw new BadHttpRequestException("The request body is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (!body.IsCompleted)
            {
                reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
                continue;
            }

            McpOperationReader.TryRead(body.Buffer, out var operation, out var fault);

            // Examine without consuming: the SDK reads the body again.
            reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            return (operation, fault);
        }
    }

    // Notifications and responses require no scope.
    private static bool IsDiscovery(McpOperation operation) => operation.Method.Length == 0 || McpMethods.IsDiscovery(operation.Method);
}
