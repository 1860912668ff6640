using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>What a <see cref="PermitLedger"/> keeps. Times are in Unix time (milliseconds).</summary>
internal sealed record PermitLedgerState
{
    /// <summary>The used permits by the time when they leave the window.</summary>
    [JsonPropertyName("used")]
    public Dictionary<long, int> Used { get; init; } = [];

    /// <summary>The loans by their identifier.</summary>
    [JsonPropertyName("loans")]
    public Dictionary<Guid, PermitLedgerLoan> Loans { get; init; } = [];
}
