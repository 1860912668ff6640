using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>The scopes that permit every operation of the server. For a token with all of them, the operation need not be read.</summary>
internal sealed class GuardedScopes
{
    private readonly IOptions<McpServerOptions> _server;
    private readonly OperationRequirements _requirements;
    private readonly Lock _lock = new();
    private IReadOnlyList<string>? _all;
    private bool _isKnown;
    private bool _isFollowed;

    public GuardedScopes(IOptions<McpServerOptions> server, OperationRequirements requirements)
    {
        _server = server;
        _requirements = requirements;
    }

    /// <summary>
    /// The scopes. The list instance stays the same until the server's operations change; it is <see langword="null"/> when
    /// scopes alone do not permit every operation.
    /// </summary>
    public IReadOnlyList<string>? All => Volatile.Read(ref _isKnown) ? _all : Find();

    private IReadOnlyList<string>? Find()
    {
        lock (_lock)
        {
            Follow(_server.Value);
            var all = _all = _requirements.OfAll(_server.Value);

            // Written last, so that no reader takes the previous list for the current one.
            Volatile.Write(ref _isKnown, true);
            return all;
        }
    }

    // The shared collections can change at any time.
    private void Follow(McpServerOptions server)
    {
        if (_isFollowed)
        {
            return;
        }

        _isFollowed = true;
        server.ToolCollection?.Changed += Forget;
        server.PromptCollection?.Changed += Forget;
        server.ResourceCollection?.Changed += Forget;
    }

    private void Forget(object? sender, EventArgs change)
    {
        lock (_lock)
        {
            Volatile.Write(ref _isKnown, false);
        }
    }
}
