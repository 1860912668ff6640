namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>Receives the usage that was written to the store, for alerts based on it.</summary>
internal interface IUsageWatch
{
    /// <summary>Examines what was just written. Calls can overlap.</summary>
    Task LookAtAsync(IReadOnlyList<TokenUse> written, CancellationToken cancellationToken);
}
