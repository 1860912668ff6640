using System.Net;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Lets every request in, as one and the same subject <c>anonymous</c>, whatever it presents. In Development it
/// answers requests to this machine's own names only, so that no web page reaches it under a name of its own.
/// </summary>
public sealed class NoAuthProvider : IMcpAuthProvider
{
    private readonly AccessTokenResult _accepted;
    private readonly bool _isLocalOnly;

    internal NoAuthProvider(ScopeOptions scopes, bool isLocalOnly)
    {
        _accepted = AccessTokenResult.Success(new() { Subject = "anonymous", Scopes = [.. scopes.Granted], Issuer = "none" });
        _isLocalOnly = isLocalOnly;
    }

    /// <summary>Always <see langword="false"/>: no token is needed, and none is read.</summary>
    public bool RequiresToken => false;

    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_isLocalOnly && !IsLocal(context.Host)
            ? AccessTokenResult.Rejected(new Rejection { Description = "Without authentication this server answers requests to localhost only.", Detail = "a web page can give its own name this machine's address (DNS rebinding)" })
            : _accepted);
    }

    private static bool IsLocal(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
