using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// A request that is being answered. The server uses the context of a completed one for others, so it is only touched
/// under the lock, for as long as a copy takes; the provider is asked about the copy.
/// </summary>
internal sealed class OpenRequest(HttpContext context, BearerAuthentication authentication) : OpenUse(authentication)
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

            // A server that goes on with the request inside this call comes to Complete on this very thread.
            _context.Abort();
            _context = null;
            return true;
        }
    }

    /// <summary>From here on the context is the server's again.</summary>
    public void Complete()
    {
        if (Leave())
        {
            // As most requests do, before anybody looks at them.
            return;
        }

        lock (this)
        {
            _context = null;
        }
    }
}
