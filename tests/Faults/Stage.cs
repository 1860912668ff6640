using Faults.Databases;
using Faults.Load;
using Faults.Records;
using Faults.Servers;

namespace Faults;

/// <summary>What all parts of a stage share.</summary>
internal sealed class Stage(FaultyDatabase database, Checks checks, Clock clock)
{
    private volatile Counts _counts = new();

    public FaultyDatabase Database => database;

    public IReadOnlyList<Instance> Instances => database.Instances;

    public Checks Checks => checks;

    public Clock Clock => clock;

    public Ledger Ledger { get; } = new();

    /// <summary>The tokens with a low limit.</summary>
    public Ledger Limited { get; } = new();

    public Disturbances Disturbances { get; } = new(clock);

    /// <summary>The counts of the round.</summary>
    public Counts Counts => _counts;

    public IReadOnlyList<User> Users { get; set; } = [];

    public Counts TakeCounts()
    {
        var counts = _counts;
        _counts = new();
        return counts;
    }
}
