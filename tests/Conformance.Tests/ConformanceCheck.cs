namespace Conformance.Tests;

/// <summary>What the suite says of one thing that it looked at.</summary>
/// <param name="Scenario">The scenario that the check is part of.</param>
/// <param name="Number">The check's place in its scenario, from 0.</param>
/// <param name="Id">The requirement, which several checks can share.</param>
/// <param name="Name">The check itself.</param>
/// <param name="Status">SUCCESS, FAILURE, WARNING, SKIPPED or INFO.</param>
internal sealed record ConformanceCheck(string Scenario, int Number, string Id, string Name, string Status)
{
    /// <summary>What the suite found wrong, if it did.</summary>
    public string? Error { get; init; }

    /// <summary>What two runs must share.</summary>
    public (string Scenario, int Number, string Id, string Name, string Status) Verdict => (Scenario, Number, Id, Name, Status);

    public override string ToString() => $"{Status} {Scenario}[{Number}] {Name} ({Id}) {Error}".TrimEnd();
}
