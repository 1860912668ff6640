using System.Globalization;

namespace Faults;

/// <summary>The table of the rounds.</summary>
internal sealed class Report(TextWriter output)
{
    private int _rounds;

    public void Begin(string store)
    {
        output.WriteLine();
        output.WriteLine($"{"",3} {store,-10} {"lasted",7} {"calls",7} {"200",7} {"401",6} {"403",6} {"429",6} {"503",6} {"lost",5} {"writes",7} {"late, ms",9} {"recovered",10} {"wrong",6}  where");
    }

    public void Add(Round round) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{++_rounds,3} {round.Fault,-18} {round.Lasted.TotalSeconds,5:F1} s {round.Counts.Calls,7} {round.Counts.Of(200),7} {round.Counts.Of(401),6} {round.Counts.Of(403),6} {round.Counts.Of(429),6} {round.Counts.Of(503),6} {round.Counts.Lost,5} {round.Counts.Writes,7} {round.Counts.LatestUse.TotalMilliseconds,9:F0} {round.Recovered.TotalSeconds,8:F1} s {round.Violations,6}  {round.Where}"));

    public void Note(string text) => output.WriteLine(text);

    public void WriteSummary(Checks checks)
    {
        output.WriteLine();
        foreach (var violation in checks.Violations.Take(50))
        {
            output.WriteLine($"violation: {violation}");
        }

        output.WriteLine($"{_rounds} rounds");
        output.WriteLine($"{checks.Count} checks, {checks.Violations.Count} violations");
    }
}
