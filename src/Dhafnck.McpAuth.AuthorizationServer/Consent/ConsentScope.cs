namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>A scope that the client requests, as the consent page describes it.</summary>
internal sealed record ConsentScope
{
    public required string Name { get; init; }

    /// <summary>What the scope permits, in words.</summary>
    public required string Description { get; init; }

    /// <summary>Whether the connection already has the scope. The page then lists it as one that stays.</summary>
    public bool IsGranted { get; init; }

    /// <summary>Whether the connection waits for an administrator to approve the scope.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>The names of the tools that the scope opens.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}
