using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Refusals;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>A call that a session runs, whether or not the request that started it is still open.</summary>
/// <param name="authentication">The authentication of the request that started the call.</param>
/// <param name="copy">A copy of that request.</param>
/// <param name="cancellationToken">The SDK's cancellation token for the call.</param>
internal sealed class OpenCall(BearerAuthentication authentication, HttpContext copy, CancellationToken cancellationToken) : OpenUse(authentication)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _reason;
    private bool _isComplete;

    public override HttpContext? Copy() => copy;

    public override bool TryInterrupt(string reason)
    {
        lock (_lock)
        {
            if (_isComplete || _reason is not null)
            {
                return !_isComplete;
            }

            _reason = reason;

            // Not on this thread: a tool's cancellation callbacks may do anything.
            _ = _cancellation.CancelAsync();
            return true;
        }
    }

    public override void Abandon() => _abandoned.TrySetResult();

    public override bool TryEnd() => false;

    /// <summary>Runs the call, and waits for it for as long as its token is valid.</summary>
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

    // Observes the exception of the abandoned task, which nobody else awaits.
    private static async Task ObserveAsync(Task abandoned) => await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private McpProtocolException Ended() => new(RefusalText.CallEnded(_reason!), McpErrorCode.InvalidRequest);

    private void Complete()
    {
        Leave();
        lock (_lock)
        {
            _isComplete = true;

            // A source that was cancelled may still be running its callbacks. Only the SDK's own source, which ends with the message, keeps it alive.
            if (_reason is null)
            {
                _cancellation.Dispose();
            }
        }
    }
}
