namespace Dhafnck.McpAuth.Providers;

/// <summary>Options of the authentication type <c>none</c>.</summary>
public sealed class NoAuthOptions
{
    /// <summary>
    /// The remote addresses that are allowed in Development in addition to this machine's own, such as the gateway of a
    /// dev container that forwards a port. Outside Development, every address is allowed.
    /// </summary>
    /// <value>IP addresses and networks in CIDR notation (<c>172.17.0.1</c>, <c>172.16.0.0/12</c>). The default is empty: this machine only.</value>
    public IList<string> AllowedAddresses { get; } = [];
}
