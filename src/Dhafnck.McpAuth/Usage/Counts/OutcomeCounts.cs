using System.Runtime.InteropServices;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The outcomes of one token's requests and tool calls, by hour, that are not yet written. Not thread-safe.</summary>
internal sealed class OutcomeCounts
{
    // A client can keep sending new tool names. The excess is counted under one name.
    private const int MaximumCounts = 500;

    private readonly Dictionary<(DateTimeOffset Hour, string? Tool, UsageOutcome Outcome), Counter> _counts = [];

    // Most requests have the same hour, tool and outcome as the last one, so the dictionary lookup is skipped.
    private Counter? _lastOfRequests;
    private Counter? _lastOfTools;

    public bool IsEmpty => _counts.Count == 0;

    public void Add(string? tool, UsageOutcome outcome, DateTimeOffset hour)
    {
        ref var last = ref tool is null ? ref _lastOfRequests : ref _lastOfTools;
        if (last is null || !last.Is(hour, tool, outcome))
        {
            last = Find(hour, tool, outcome);
        }

        last.Count++;
    }

    /// <summary>Returns the counts, and starts again at none.</summary>
    public IReadOnlyList<UsageCount> Take()
    {
        UsageCount[] taken = [.. _counts.Select(count => new UsageCount { Start = count.Key.Hour, Tool = count.Key.Tool, Outcome = count.Key.Outcome, Count = count.Value.Count })];
        _counts.Clear();
        (_lastOfRequests, _lastOfTools) = (null, null);
        return taken;
    }

    private Counter Find(DateTimeOffset hour, string? tool, UsageOutcome outcome)
    {
        if (tool is not null && _counts.Count >= MaximumCounts && !_counts.ContainsKey((hour, tool, outcome)))
        {
            tool = ToolCounts.Unknown;
        }

        return CollectionsMarshal.GetValueRefOrAddDefault(_counts, (hour, tool, outcome), out _) ??= new(hour, tool, outcome);
    }

    private sealed class Counter(DateTimeOffset hour, string? tool, UsageOutcome outcome)
    {
        public long Count { get; set; }

        public bool Is(DateTimeOffset thatHour, string? thatTool, UsageOutcome thatOutcome) => outcome == thatOutcome && hour == thatHour && tool == thatTool;
    }
}
