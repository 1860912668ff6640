using System.Net;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Lets every request in, as one and the same subject <c>anonymous</c>, whatever it presents. In Development it answers
/// requests that come from this machine, or from <see cref="NoAuthOptions.AllowedAddresses"/>, and are addressed to this
/// machine's own names, so that neither a neighbor in the network nor a web page under a name of its own reaches it.
/// </summary>
public sealed class NoAuthProvider : IMcpAuthProvider
{
    private readonly AccessTokenResult _accepted;
    private readonly IPNetwork[] _allowed;
    private readonly bool _isLocalOnly;

    internal NoAuthProvider(NoAuthOptions options, ScopeOptions scopes, bool isLocalOnly)
    {
        _accepted = AccessTokenResult.Success(new() { Subject = "anonymous", Scopes = [.. scopes.Granted], Issuer = "none" });
        _allowed = AddressRange.Parse(options.AllowedAddresses);
        _isLocalOnly = isLocalOnly;
    }

    /// <summary>Always <see langword="false"/>: no token is needed, and none is read.</summary>
    public bool RequiresToken => false;

    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_isLocalOnly ? CheckLocal(context) : _accepted);
    }

    private AccessTokenResult CheckLocal(BearerTokenContext context)
    {
        if (!LocalHost.Is(context.Host))
        {
            return Refuse("Without authentication this server answers requests to localhost only.", "a web page can give its own name this machine's address (DNS rebinding)");
        }

        return context.SourceAddresses.FirstOrDefault(address => !IPAddress.IsLoopback(address) && !AddressRange.Contains(_allowed, address)) is { } elsewhere
            ? Refuse(
                "Without authentication this server answers requests from its own machine only. Configure authentication, or allow the address that the server's log names with McpAuth:None:AllowedAddresses.",
                $"it came from {elsewhere}. If that is the port forwarding of a container, set McpAuth__None__AllowedAddresses={elsewhere}")
            : _accepted;
    }

    private static AccessTokenResult Refuse(string description, string detail) => AccessTokenResult.Rejected(new Rejection { Description = description, Detail = detail });
}
