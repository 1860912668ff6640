namespace Dhafnck.McpAuth.Tokens;

/// <summary>What was removed from a store because the settings no longer keep it.</summary>
public sealed record TokenPruning
{
    /// <summary>The number of expired records. Zero unless <see cref="ApiTokenOptions.PruneAfter"/> is set.</summary>
    public required int Tokens { get; init; }

    /// <summary>The number of entries of the audit trail that were older than <see cref="ApiTokenOptions.AuditRetention"/>.</summary>
    public required int AuditEntries { get; init; }
}
