using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.Principal;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// A request that is being answered. The server reuses the context of a completed request, so the context is accessed only
/// under the lock, and only for as long as copying it takes. The provider judges the copy.
/// </summary>
/// <remarks>The request is its own lock: nobody outside this folder has it, and an object less is allocated for each request.</remarks>
internal sealed class OpenRequest(HttpContext context, BearerAuthentication authentication) : OpenUse(authentication), IDisposable
{
    private readonly AccessTokenPrincipal _principal = authentication.Principal!;
    private HttpContext? _context = context;
    private HttpContext? _copy;

    public override HttpContext? Copy()
    {
        lock (this)
        {
            return _context is null ? null : _copy ??= RequestCopy.Of(_context);
        }
    }

    public override bool TryInterrupt(string reason)
    {
        lock (this)
        {
            if (_context is null)
            {
                return false;
            }

            if (_principal.StatelessCall is { } call)
            {
                _ = EndedCall.AnswerAsync(call, reason);
                return true;
            }

            return _principal.Call?.TryInterrupt(reason) == true;
        }
    }

    public override void Abandon() => _principal.Call?.Abandon();

    public override bool TryEnd()
    {
        lock (this)
        {
            if (_context is null)
            {
                return false;
            }

            // A server may continue the request inside Abort() and call Dispose() on this same thread.
            _context.Abort();
            _context = null;
            return true;
        }
    }

    /// <summary>Releases the context, which belongs to the server again from here on.</summary>
    public void Dispose()
    {
        if (Leave())
        {
            // Most requests complete before the watch has seen them, and need no lock.
            return;
        }

        lock (this)
        {
            _context = null;
        }
    }
}
