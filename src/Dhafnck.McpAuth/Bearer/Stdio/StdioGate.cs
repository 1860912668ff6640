using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Scopes.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>
/// Guards a session: each JSON-RPC request is judged as an HTTP request with the session's token would be, in the order of
/// <see cref="McpAuthGate"/>, and gets a principal of its own. What is refused gets a JSON-RPC error.
/// </summary>
internal sealed class StdioGate(
    StdioSession session,
    StdioCredential credential,
    BearerAuthenticator authenticator,
    RequiredScopes required,
    RequestLimit limit,
    RequestUse usage,
    RequestPrincipal principal,
    OperationGate operations,
    OpenCalls calls,
    RefusalWriter refusals,
    IServiceScopeFactory services)
{
    /// <summary>Passes a message on if the session is open and the token permits it.</summary>
    /// <exception cref="McpProtocolException">The request is refused.</exception>
    public async Task RunAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        await session.Checked.WaitAsync(cancellationToken);
        if (message.JsonRpcMessage is JsonRpcRequest request)
        {
            await AnswerAsync(request, message, next, cancellationToken);
        }
        else if (session.Refusal is null)
        {
            // Notifications and responses have no answer. Over HTTP they need no scope either.
            await next(message, cancellationToken);
        }
    }

    private async Task AnswerAsync(JsonRpcRequest message, MessageContext context, McpMessageHandler next, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Refusal is { } refusal)
            {
                throw StdioError.Of(refusal);
            }

            await using var scope = services.CreateAsyncScope();
            var request = credential.CreateRequest();
            request.RequestServices = scope.ServiceProvider;
            request.RequestAborted = cancellationToken;
            await AnswerAsync(request, McpOperationReader.Read(message), context, next, cancellationToken);
        }
        finally
        {
            if (session.Refusal is not null)
            {
                session.Told();
            }
        }
    }

    private async Task AnswerAsync(HttpContext request, McpOperation operation, MessageContext context, McpMessageHandler next, CancellationToken cancellationToken)
    {
        var authentication = await authenticator.AuthenticateAsync(request);
        if (!authentication.Succeeded)
        {
            throw Refuse(request, authentication.Refusal, endsSession: authentication.Refusal.Status < StatusCodes.Status499ClientClosedRequest);
        }

        if (await limit.JudgeAsync(request, authentication.AccessToken) is { } overLimit)
        {
            throw Refuse(request, overLimit);
        }

        usage.Begin(request, authentication);
        try
        {
            if (required.Judge(authentication) is { } tooNarrow)
            {
                throw Refuse(request, tooNarrow, endsSession: true);
            }

            if ((await principal.SetAsync(request, authentication) ?? await operations.JudgeAsync(request, authentication, operation, context.Server.ServerOptions)) is { } refusal)
            {
                throw Refuse(request, refusal);
            }

            context.User = request.User;
            calls.Remember(request);
            await next(context, cancellationToken);
        }
        finally
        {
            usage.End(request, authentication);
        }
    }

    private McpProtocolException Refuse(HttpContext request, BearerRefusal refusal, bool endsSession = false)
    {
        var explained = credential.Explain(refusal);
        request.Response.StatusCode = explained.Status;
        refusals.Record(request, explained);
        if (endsSession)
        {
            session.End(explained);
        }

        return StdioError.Of(explained);
    }
}
