using System.Security.Claims;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Bearer.Sessions;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Guards a protected endpoint. It wraps the endpoint, not a path, because <c>/mcp/</c>, <c>/MCP</c> and <c>/%6dcp</c> all
/// reach the same endpoint.
/// </summary>
internal sealed class McpAuthGate(
    OriginGate origins,
    BearerAuthenticator authenticator,
    RequiredScopes required,
    RequestLimit limit,
    RequestUse usage,
    RequestPrincipal principal,
    OperationGate operations,
    OpenUses open,
    OpenCalls calls,
    McpSessions sessions,
    RequestFailures failures,
    RefusalWriter refusals,
    RequestTelemetry telemetry)
{
    public RequestDelegate Wrap(RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        var followed = sessions.Follow(calls.Follow(endpoint), kind);
        RequestDelegate gate = context => InvokeAsync(context, followed, kind);
        return kind.IsMcp ? origins.Guard(gate) : gate;
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        var authentication = await authenticator.AuthenticateAsync(context);
        if (!authentication.Succeeded)
        {
            await DiscoverAsync(context, authentication.Refusal, endpoint, kind);
            return;
        }

        if (await limit.JudgeAsync(context, authentication.AccessToken) is { } overLimit)
        {
            await refusals.WriteAsync(context, overLimit);
            return;
        }

        usage.Begin(context, authentication);
        OpenRequest? watched = null;
        Exception? failure = null;
        try
        {
            // A request is watched from its first wait on: one that sends its body slowly ends with its token, too. Most
            // requests of an endpoint that does not wait are over before anybody has to watch them.
            var judging = JudgeAsync(context, authentication, kind);
            watched = judging.IsCompleted ? null : Watch(context, authentication);
            var refusal = await judging;
            telemetry.Authorized(refusal);

            // The endpoint runs the MCP SDK. Inside it, Scopes/Sdk/ToolCalls is the first filter of a tool call.
            var answering = refusal is not null ? refusals.WriteAsync(context, refusal) : endpoint(context);
            watched ??= answering.IsCompleted ? null : Watch(context, authentication);
            await answering;
        }
        catch (Exception exception) when (kind.IsMcp && !context.Response.HasStarted)
        {
            watched?.Dispose();
            await refusals.WriteAsync(context, failures.Judge(context, exception));
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            watched?.Dispose();
            usage.End(context, authentication, failure);
        }
    }

    private async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint kind)
    {
        return required.Judge(authentication)
            ?? RequestMediaType.Judge(context, kind)
            ?? await principal.SetAsync(context, authentication)
            ?? (kind.IsMcp ? await operations.JudgeAsync(context, authentication, kind) : null);
    }

    // Without a token, a client can only discover what the server offers, and only if the settings allow it.
    private async Task DiscoverAsync(HttpContext context, BearerRefusal refusal, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        if (!operations.AllowsDiscovery || !kind.IsMcp || refusal != BearerRefusal.NoToken || !HttpMethods.IsPost(context.Request.Method))
        {
            await refusals.WriteAsync(context, refusal with { Scopes = required.All });
            return;
        }

        try
        {
            if ((RequestMediaType.Judge(context, kind) ?? await operations.JudgeAnonymousAsync(context)) is { } anonymous)
            {
                await refusals.WriteAsync(context, anonymous);
                return;
            }

            context.User = new ClaimsPrincipal(new ClaimsIdentity());
            await endpoint(context);
            telemetry.Answered(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await refusals.WriteAsync(context, failures.Judge(context, exception));
        }
    }

    private OpenRequest Watch(HttpContext context, BearerAuthentication authentication)
    {
        usage.EndWhenAnswered(context, authentication);
        return open.Begin(context, authentication);
    }
}
