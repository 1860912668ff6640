using Dhafnck.McpAuth.Providers.Refusals;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>The answer to a call whose token is no longer valid.</summary>
internal static class EndedCall
{
    /// <summary>Answers a call in place of its handler, which is cancelled when the answer has been sent.</summary>
    public static async Task AnswerAsync(JsonRpcRequest request, string reason)
    {
        if (request.Context?.RelatedTransport is not { } transport)
        {
            return;
        }

        // Not on this thread, because the answer may wait for a slow client. A failure is ignored: the client has disconnected.
        await Task.Yield();
        await transport.SendMessageAsync(new JsonRpcError
        {
            Id = request.Id,
            Error = new() { Code = (int)McpErrorCode.InvalidRequest, Message = RefusalText.CallEnded(reason) },
        }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
