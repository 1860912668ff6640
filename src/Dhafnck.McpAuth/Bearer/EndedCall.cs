using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What the client of a call is told whose token is no longer good.</summary>
internal static class EndedCall
{
    public static string Message(string reason) => $"The call was ended, because its access token is no longer good: {reason}";

    /// <summary>Answers a call in the place of what works on it, which is cancelled when its answer is out.</summary>
    public static async Task AnswerAsync(JsonRpcRequest request, string reason)
    {
        if (request.Context?.RelatedTransport is not { } transport)
        {
            return;
        }

        // Off this thread, where the answer may wait for a slow client; and one that is gone is told nothing.
        await Task.Yield();
        await transport.SendMessageAsync(new JsonRpcError
        {
            Id = request.Id,
            Error = new() { Code = (int)McpErrorCode.InvalidRequest, Message = Message(reason) },
        }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
