using System.Net;
using Dhafnck.McpAuth.Providers.Refusals;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Accepts every request as the same subject, <c>anonymous</c>, and ignores any token. In Development it accepts only
/// requests that come from this machine or from <see cref="NoAuthOptions.AllowedAddresses"/>, and that are addressed to a
/// local host name. This keeps out other machines in the network, and web pages that use DNS rebinding.
/// </summary>
internal sealed class NoAuthProvider : IMcpAuthProvider
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

    /// <summary>Always <see langword="false"/>: no token is required, and none is read.</summary>
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
            return Refuse(RefusalText.LocalHostOnly, "a web page can make its own host name resolve to this machine (DNS rebinding)");
        }

        return context.SourceAddresses.FirstOrDefault(address => !IPAddress.IsLoopback(address) && !AddressRange.Contains(_allowed, address)) is { } elsewhere
            ? Refuse(
                RefusalText.ThisMachineOnly,
                $"the request came from {elsewhere}. If that is the port forwarding of a container, set McpAuth__None__AllowedAddresses={elsewhere}")
            : _accepted;
    }

    private static AccessTokenResult Refuse(string description, string detail) => AccessTokenResult.Rejected(new Rejection { Description = description, Detail = detail });
}
