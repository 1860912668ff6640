namespace Faults.Records;

/// <summary>A time in which some processes may fail to answer.</summary>
internal sealed class Disturbance
{
    /// <summary>The process that it hits; <see langword="null"/> for all.</summary>
    public required int? Instance { get; init; }

    /// <summary>Whether the store failed for the processes that it hits.</summary>
    public required bool HitsStore { get; init; }

    public required TimeSpan Start { get; init; }

    /// <summary>Until when writes at other processes may fail, because the process that it hits can hold locks.</summary>
    public required TimeSpan OthersWriteAgainAt { get; init; }

    /// <summary>Whether processes can be late to write what they counted.</summary>
    public bool DelaysUsage => HitsStore || OthersWriteAgainAt - Start > TimeSpan.FromSeconds(5);

    /// <summary>When everything worked again.</summary>
    public TimeSpan End { get; private set; } = TimeSpan.MaxValue;

    public void EndAt(TimeSpan time) => End = time;

    public bool Hits(int instance) => Instance is null || Instance == instance;

    public bool Overlaps(TimeSpan from, TimeSpan to) => Start <= to && from <= End;
}
