using Faults.Records;

namespace Faults;

/// <summary>One fault, and what happened while it lasted and afterwards.</summary>
internal sealed record Round
{
    public required string Fault { get; init; }

    /// <summary>Which process or server it hit.</summary>
    public required string Where { get; init; }

    public required TimeSpan Lasted { get; init; }

    /// <summary>The time from its end until every process served again.</summary>
    public required TimeSpan Recovered { get; init; }

    public required Counts Counts { get; init; }

    public required int Violations { get; init; }
}
