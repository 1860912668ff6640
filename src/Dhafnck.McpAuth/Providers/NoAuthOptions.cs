namespace Dhafnck.McpAuth.Providers;

/// <summary>The settings of the <c>none</c> type.</summary>
public sealed class NoAuthOptions
{
    /// <summary>
    /// The addresses beside this machine's own that the type <c>none</c> answers in Development, such as the gateway of a
    /// dev container that forwards a port. Outside Development it answers everyone.
    /// </summary>
    /// <value>IP addresses and networks in CIDR notation (<c>172.17.0.1</c>, <c>172.16.0.0/12</c>). The default is empty: this machine alone.</value>
    public IList<string> AllowedAddresses { get; } = [];
}
