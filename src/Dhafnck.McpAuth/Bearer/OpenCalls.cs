using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Follows the calls that sessions run: there, a call goes on when its request is gone. A stateless server ends them with
/// their requests, and has nothing to follow.
/// </summary>
internal sealed class OpenCalls : IPostConfigureOptions<McpServerOptions>
{
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> _callers = [];
    private readonly OpenUses _open;
    private readonly McpMessageFilter _filter;
    private readonly bool _hasSessions;

    public OpenCalls(OpenUses open, IOptions<HttpServerTransportOptions> transport)
    {
        _open = open;
        _filter = Follow;
        _hasSessions = transport.Value.SessionMode != HttpServerSessionMode.Stateless;
    }

    /// <summary>Keeps who calls, by the principal that the message will have.</summary>
    public RequestDelegate Follow(RequestDelegate endpoint) => !_hasSessions
        ? endpoint
        : context =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication authentication)
            {
                _callers.AddOrUpdate(context.User, new(authentication, RequestCopy.Of(context)));
            }

            return endpoint(context);
        };

    public void PostConfigure(string? name, McpServerOptions server)
    {
        if (_hasSessions)
        {
            server.Filters.Message.IncomingFilters.Insert(0, _filter);
        }
    }

    private McpMessageHandler Follow(McpMessageHandler next) => (context, cancellationToken) =>
        context is { JsonRpcMessage: JsonRpcRequest, User: { } user } && _callers.TryGetValue(user, out var caller)
            ? RunAsync(caller, next, context, cancellationToken)
            : next(context, cancellationToken);

    private async Task RunAsync(Caller caller, McpMessageHandler next, MessageContext context, CancellationToken cancellationToken)
    {
        var call = new OpenCall(caller.Authentication, caller.Request, cancellationToken);
        _open.Add(call);
        try
        {
            await next(context, call.Cancellation);
        }
        catch (OperationCanceledException) when (call.IsEnded && !cancellationToken.IsCancellationRequested)
        {
            throw new McpProtocolException("The call was ended, because its access token is no longer good.", McpErrorCode.InvalidRequest);
        }
        finally
        {
            call.Complete();
        }
    }

    private sealed record Caller(BearerAuthentication Authentication, HttpContext Request);
}
