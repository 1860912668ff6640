using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>A call that a session runs, whether or not the request that brought it is still there.</summary>
internal sealed class OpenCall(BearerAuthentication authentication, HttpContext copy, CancellationToken session) : OpenUse(authentication)
{
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(session);
    private bool _isComplete;

    /// <summary>Whether the call was ended because of its token.</summary>
    public bool IsEnded { get; private set; }

    public CancellationToken Cancellation => _cancellation.Token;

    public override HttpContext? Copy() => copy;

    public override bool TryEnd()
    {
        lock (this)
        {
            if (_isComplete || IsEnded)
            {
                return false;
            }

            IsEnded = true;

            // Not on this thread: a tool may do anything when it is told.
            _ = _cancellation.CancelAsync();
            return true;
        }
    }

    public void Complete()
    {
        Leave();
        lock (this)
        {
            _isComplete = true;

            // One that was cancelled may still be telling, and nothing holds it but the session's own, which goes away with the message.
            if (!IsEnded)
            {
                _cancellation.Dispose();
            }
        }
    }
}
