using System.Security.Claims;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Stands around a protected endpoint. It wraps the endpoint, not a path: <c>/mcp/</c>, <c>/MCP</c> and
/// <c>/%6dcp</c> all reach the same one.
/// </summary>
internal sealed partial class McpAuthGate(
    OriginGate origins,
    BearerAuthenticator authenticator,
    ScopeOptions scopes,
    RequestLimit limit,
    RequestUse usage,
    OperationGate operations,
    OpenUses open,
    OpenCalls calls,
    McpSessions sessions,
    RequestPrincipal principal,
    ILogger<McpAuthGate> logger)
{
    private readonly string[] _required = [.. scopes.Required];

    public RequestDelegate Wrap(RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        var gate = Stand(sessions.Follow(calls.Follow(endpoint), kind), kind);
        return kind.IsMcp ? origins.Guard(gate) : gate;
    }

    private RequestDelegate Stand(RequestDelegate endpoint, McpAuthEndpoint kind) => context =>
    {
        // What is known is known at once: only a request that has to wait pays for waiting.
        var authenticating = authenticator.AuthenticateAsync(context);
        return authenticating.IsCompletedSuccessfully
            ? LimitAsync(context, authenticating.Result, endpoint, kind)
            : LimitAsync(context, authenticating, endpoint, kind);
    };

    private async Task LimitAsync(HttpContext context, ValueTask<BearerAuthentication> authenticating, RequestDelegate endpoint, McpAuthEndpoint kind) =>
        await LimitAsync(context, await authenticating, endpoint, kind);

    private Task LimitAsync(HttpContext context, BearerAuthentication authentication, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        if (authentication.AccessToken is not { } token)
        {
            return RefuseAsync(context, authentication.Refusal!, endpoint, kind);
        }

        var limiting = limit.RefuseAsync(context, token);
        return limiting is { IsCompletedSuccessfully: true, Result: null }
            ? AdmitAsync(context, authentication, endpoint, kind)
            : AdmitAsync(context, authentication, limiting, endpoint, kind);
    }

    private async Task AdmitAsync(HttpContext context, BearerAuthentication authentication, ValueTask<BearerRefusal?> limiting, RequestDelegate endpoint, McpAuthEndpoint kind) =>
        await (await limiting is { } overLimit ? authenticator.RefuseAsync(context, overLimit) : AdmitAsync(context, authentication, endpoint, kind));

    private Task AdmitAsync(HttpContext context, BearerAuthentication authentication, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        usage.Begin(context, authentication);
        var running = RunAsync(context, authentication, endpoint, kind);
        if (running.IsCompletedSuccessfully)
        {
            usage.End(context, authentication);
            return Task.CompletedTask;
        }

        usage.EndWhenAnswered(context, authentication);
        return running.IsCompleted
            ? FailAsync(running, context, authentication, kind)
            : FinishAsync(running, open.Begin(context, authentication), context, authentication, kind);
    }

    // Most requests that reach the SDK come here: what this keeps while it waits, each of them pays for.
    private async Task FinishAsync(Task running, OpenRequest request, HttpContext context, BearerAuthentication authentication, McpAuthEndpoint kind)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        request.Complete();
        if (running.IsCompletedSuccessfully)
        {
            usage.End(context, authentication);
        }
        else
        {
            await FailAsync(running, context, authentication, kind).ConfigureAwait(ConfigureAwaitOptions.None);
        }
    }

    private async Task FailAsync(Task failed, HttpContext context, BearerAuthentication authentication, McpAuthEndpoint kind)
    {
        try
        {
            await failed;
        }
        catch (Exception exception) when (kind.IsMcp && !context.Response.HasStarted)
        {
            await FailAsync(context, exception);
        }
        catch (Exception exception)
        {
            usage.End(context, authentication, exception);
            throw;
        }

        usage.End(context, authentication);
    }

    private Task RunAsync(HttpContext context, BearerAuthentication authentication, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        try
        {
            return Refuse(context, authentication, kind) is { } refusal
                ? authenticator.RefuseAsync(context, refusal)
                : ContinueAsync(context, authentication, endpoint, kind);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    // Without a token one can only find out what there is, where that is allowed.
    private async Task RefuseAsync(HttpContext context, BearerRefusal refusal, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        if (!operations.AllowsDiscovery || !kind.IsMcp || refusal != BearerRefusal.NoToken || !HttpMethods.IsPost(context.Request.Method))
        {
            await authenticator.RefuseAsync(context, refusal with { Scopes = _required });
            return;
        }

        try
        {
            if ((RequestMediaType.Refuse(context, kind) ?? await operations.RefuseAnonymousAsync(context)) is { } anonymous)
            {
                await authenticator.RefuseAsync(context, anonymous);
                return;
            }

            context.User = new ClaimsPrincipal(new ClaimsIdentity());
            await endpoint(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await FailAsync(context, exception);
        }
    }

    private BearerRefusal? Refuse(HttpContext context, BearerAuthentication authentication, McpAuthEndpoint kind) =>
        authentication.Claims!.HasAll(_required)
            ? RequestMediaType.Refuse(context, kind)
            : BearerRefusal.InsufficientScope(_required) with { Detail = authentication.AccessToken!.TokenId };

    private Task ContinueAsync(HttpContext context, BearerAuthentication authentication, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        var setting = principal.SetAsync(context, authentication);
        return setting is { IsCompletedSuccessfully: true, Result: null }
            ? CallAsync(context, authentication, endpoint, kind)
            : ContinueAsync(context, authentication, setting, endpoint, kind);
    }

    private async Task ContinueAsync(HttpContext context, BearerAuthentication authentication, ValueTask<BearerRefusal?> setting, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        BearerRefusal? refusal;
        try
        {
            refusal = await setting;
        }
        catch (Exception exception)
        {
            await FailAsync(context, exception);
            return;
        }

        await (refusal is null ? CallAsync(context, authentication, endpoint, kind) : authenticator.RefuseAsync(context, refusal));
    }

    private Task CallAsync(HttpContext context, BearerAuthentication authentication, RequestDelegate endpoint, McpAuthEndpoint kind)
    {
        if (!kind.IsMcp)
        {
            return endpoint(context);
        }

        var judgement = operations.RefuseAsync(context, authentication, kind);
        return judgement is { IsCompletedSuccessfully: true, Result: null } ? endpoint(context) : CallAsync(context, judgement, endpoint);
    }

    private async Task CallAsync(HttpContext context, ValueTask<BearerRefusal?> judgement, RequestDelegate endpoint) =>
        await (await judgement is { } refusal ? authenticator.RefuseAsync(context, refusal) : endpoint(context));

    // What else than the client's mistakes goes wrong is nobody's to read, in Development neither.
    private Task FailAsync(HttpContext context, Exception exception)
    {
        if (RequestFailure.IsOfGoneClient(exception, context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }

        var status = RequestFailure.StatusOf(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            LogFailed(exception, context.GetEndpoint()?.DisplayName);
        }

        return authenticator.RefuseAsync(context, BearerRefusal.Failed(status));
    }

    [LoggerMessage(1, LogLevel.Error, "{Endpoint} failed before it had begun to answer.")]
    private partial void LogFailed(Exception exception, string? endpoint);
}
