using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>The scopes that open everything the server has. Of a token with all of them nobody has to know what it asks for.</summary>
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

    /// <summary>The scopes, the same list for as long as nothing comes or goes; <see langword="null"/> when scopes alone do not open everything.</summary>
    public IReadOnlyList<string>? All => Volatile.Read(ref _isKnown) ? _all : Find();

    private IReadOnlyList<string>? Find()
    {
        lock (_lock)
        {
            Follow(_server.Value);
            var all = _all = _requirements.OfAll(_server.Value);

            // Last, so that nobody takes what was known before for what is known now.
            Volatile.Write(ref _isKnown, true);
            return all;
        }
    }

    // What all sessions share can get more at any time.
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
