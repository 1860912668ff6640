using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>A call that a session runs, whether or not the request that brought it is still there.</summary>
/// <param name="authentication">Whose call it is.</param>
/// <param name="copy">The request that brought it.</param>
/// <param name="cancellationToken">The SDK's own.</param>
internal sealed class OpenCall(BearerAuthentication authentication, HttpContext copy, CancellationToken cancellationToken) : OpenUse(authentication)
{
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _reason;
    private bool _isComplete;

    public override HttpContext? Copy() => copy;

    public override bool TryInterrupt(string reason)
    {
        lock (this)
        {
            if (_isComplete || _reason is not null)
            {
                return !_isComplete;
            }

            _reason = reason;

            // Not on this thread: a tool may do anything when it is told.
            _ = _cancellation.CancelAsync();
            return true;
        }
    }

    public override void Abandon() => _abandoned.TrySetResult();

    public override bool TryEnd() => false;

    /// <summary>Runs the call, and waits for it for as long as its token lets it go on.</summary>
    /// <exception cref="McpProtocolException">The call was ended because of its token.</exception>
    public async Task RunAsync(McpMessageHandler handler, MessageContext context)
    {
        try
        {
            var running = handler(context, _cancellation.Token);
            if (!running.IsCompleted && await Task.WhenAny(running, _abandoned.Task) != running)
            {
                _ = ObserveAsync(running);
                throw Ended();
            }

            await running;
        }
        catch (OperationCanceledException) when (_reason is not null && !cancellationToken.IsCancellationRequested)
        {
            throw Ended();
        }
        finally
        {
            Complete();
        }
    }

    // Nobody else looks any longer at how it ends.
    private static async Task ObserveAsync(Task abandoned) => await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private McpProtocolException Ended() => new(EndedCall.Message(_reason!), McpErrorCode.InvalidRequest);

    private void Complete()
    {
        Leave();
        lock (this)
        {
            _isComplete = true;

            // One that was cancelled may still be telling, and nothing holds it but the SDK's own, which goes away with the message.
            if (_reason is null)
            {
                _cancellation.Dispose();
            }
        }
    }
}
