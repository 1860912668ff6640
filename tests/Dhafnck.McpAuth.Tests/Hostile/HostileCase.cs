namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>One way to get in that must not work.</summary>
internal sealed record HostileCase(string Name, Func<HostileTarget, string> Make)
{
    /// <summary>The issuers that it can be tried on.</summary>
    public Func<HostileTarget, bool> Applies { get; init; } = _ => true;

    /// <summary>What the client is told; more than this only where the token is genuine and only its time is over.</summary>
    public string Description { get; init; } = "The access token is invalid.";
}
