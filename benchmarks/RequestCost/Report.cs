using System.Globalization;
using RequestCost.Variants;

namespace RequestCost;

/// <summary>The figures, and whether they are what is aimed at.</summary>
internal sealed class Report(Contest contest, Options options)
{
    private static readonly Target[] Targets =
    [
        new(Shape.Users, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.None, AtLeast: 0.95),
        new(Shape.Users, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.Jwt, AtLeast: 1.30),
        new(Shape.Users, Endpoint.ToolCall, Target.Throughput, Variant.Jwt, Variant.None),
        new(Shape.Users, Endpoint.ToolCall, Target.ServerTime, Variant.Ours, Variant.None),
        new(Shape.Users, Endpoint.ToolCall, Target.P99, Variant.Ours, Variant.None, AtMost: 1.3),
        new(Shape.Users, Endpoint.ToolCall, Target.P99, Variant.Jwt, Variant.None),
        new(Shape.Users, Endpoint.ToolCall, Target.Pause, Variant.Ours, Variant.None, AtMost: 1.3),
        new(Shape.Users, Endpoint.ToolCall, Target.Grown, Variant.Ours, Variant.None, AtMost: 1),
        new(Shape.Users, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.None) { IsCold = true },
        new(Shape.Users, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.Jwt, AtLeast: 1) { IsCold = true },
        new(Shape.Users, Endpoint.ToolCall, Target.P99, Variant.Ours, Variant.None) { IsCold = true },
        new(Shape.Laboratory, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.None, AtLeast: 0.95),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.Throughput, Variant.Ours, Variant.Jwt, AtLeast: 1.30),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.Throughput, Variant.Jwt, Variant.None),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.ServerTime, Variant.Ours, Variant.None),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.P99, Variant.Ours, Variant.None, AtMost: 1.15),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.P99, Variant.Jwt, Variant.None),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.MoreBytes, Variant.Ours, Variant.None, AtMost: 1536),
        new(Shape.Laboratory, Endpoint.ToolCall, Target.MoreBytes, Variant.Jwt, Variant.None),
        new(Shape.Laboratory, Endpoint.Empty, Target.Throughput, Variant.Ours, Variant.None),
        new(Shape.Laboratory, Endpoint.Empty, Target.Throughput, Variant.Ours, Variant.Jwt, AtLeast: 1.6),
        new(Shape.Laboratory, Endpoint.Empty, Target.Throughput, Variant.Jwt, Variant.None),
        new(Shape.Laboratory, Endpoint.Empty, Target.ServerTime, Variant.Ours, Variant.None),
        new(Shape.Laboratory, Endpoint.Empty, Target.P99, Variant.Ours, Variant.None),
        new(Shape.Laboratory, Endpoint.Empty, Target.MoreBytes, Variant.Ours, Variant.None, AtMost: 1536),
        new(Shape.Laboratory, Endpoint.Empty, Target.MoreBytes, Variant.Jwt, Variant.None),
        .. Shape.All.Select(shape => new Target(shape, Endpoint.ToolCall, Target.Throughput, Variant.SharedLimits, Variant.Ours, AtLeast: 0.97)),
        .. Shape.All.Select(shape => new Target(shape, Endpoint.ToolCall, Target.Throughput, Variant.ThreeProviders, Variant.Ours, AtLeast: 0.97)),
    ];

    /// <summary>Writes the figures.</summary>
    /// <returns>Whether every target is met.</returns>
    public bool Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"Shape {options.Shape.Name}: medians of {contest.Turns.Values.First().Count} rounds; behind them the least and the most, and the medians of each start.");
        WriteFigures(output, "", contest.Turns);
        WriteFigures(output, ", long turns", contest.LongTurns);
        WriteFigures(output, ", cold", contest.ColdTurns);
        output.WriteLine();
        var allMet = true;
        foreach (var target in Targets.Where(IsMeasured))
        {
            var figures = target.Compare(TurnsOf(target));
            var median = Median(figures, figure => figure);
            var starts = figures.Chunk(target.IsCold ? 1 : options.Rounds).Select(start => target.Format(Median(start, figure => figure)));
            allMet &= target.IsMet(median);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Endpoint.Name + (target.IsCold ? ", cold" : ""),-17} {target.Name,-12} {target.Variant} to {target.To,-5} {target.Format(median),7}  ({target.Format(figures.Min())} to {target.Format(figures.Max())}; {string.Join(" ", starts)}) {target.Verdict(median)}").TrimEnd());
        }

        return allMet;
    }

    private void WriteFigures(TextWriter output, string what, Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> turns)
    {
        foreach (var endpoint in options.Endpoints.Where(endpoint => turns.Keys.Any(key => key.Endpoint == endpoint)))
        {
            output.WriteLine();
            output.WriteLine($"{endpoint.Name + what,-24} {"requests/s",10} {"server µs",10} {"bytes",8} {"GC µs",6} {"pause µs",8} {"old MB",6} {"grown",6} {"JIT µs",6} {"locks",6} {"threads",7} {"p50 µs",8} {"p99 µs",8} {"server",7} {"idle",7}");
            foreach (var variant in options.Variants)
            {
                var all = turns[(variant, endpoint)];
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{variant,-24} {Median(all, turn => turn.RequestsPerSecond),10:F0} {Median(all, turn => turn.ServerMicroseconds),10:F1} {Median(all, turn => turn.Bytes),8:F0} {Median(all, turn => turn.PausedMicroseconds),6:F2} {Median(all, turn => turn.PauseMicroseconds),8:F0} {Median(all, turn => turn.OldestMegabytes),6:F1} {Median(all, turn => turn.GrownMegabytes),6:F1} {Median(all, turn => turn.CompilingMicroseconds),6:F2} {Median(all, turn => turn.Contentions),6:F2} {Median(all, turn => turn.Threads),7:F0} {Median(all, turn => turn.Median),8:F0} {Median(all, turn => turn.P99),8:F0} {Median(all, turn => turn.ServerLoad),7:P0} {Median(all, turn => turn.IdleShare),7:P0}"));
            }
        }
    }

    private Dictionary<(string Variant, Endpoint Endpoint), List<Turn>> TurnsOf(Target target) =>
        target.IsCold ? contest.ColdTurns
        : target.IsOfLongTurns && contest.LongTurns.Count > 0 ? contest.LongTurns
        : contest.Turns;

    private bool IsMeasured(Target target) =>
        target.Shape.Name == options.Shape.Name
        && options.Variants.Contains(target.Variant)
        && options.Variants.Contains(target.To)
        && options.Endpoints.Contains(target.Endpoint);

    private static double Median<T>(IReadOnlyCollection<T> of, Func<T, double> figure)
    {
        var sorted = of.Select(figure).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
