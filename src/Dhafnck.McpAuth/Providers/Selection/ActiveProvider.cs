namespace Dhafnck.McpAuth.Providers.Selection;

/// <summary>A provider that checks requests, under the name that selects it.</summary>
internal sealed class ActiveProvider(string name, IMcpAuthProvider provider, TimeProvider time)
{
    /// <summary>The authentication type, such as <c>jwt</c>.</summary>
    public string Name => name;

    public IMcpAuthProvider Provider => provider;

    /// <summary>The provider's exceptions. Each provider has its own, so that the success of one does not end the outage of another.</summary>
    public Outage Outage { get; } = new(time);
}
