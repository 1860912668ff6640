using System.Runtime;
using System.Text.Json.Serialization;

namespace Load;

/// <summary>What a server says of itself at one moment.</summary>
/// <param name="Allocated">The bytes allocated since the start.</param>
/// <param name="PausedMicroseconds">The microseconds since the start in which the collector let nothing else run.</param>
/// <param name="Collections">How often the collector has run since the start.</param>
/// <param name="CompilingMicroseconds">The microseconds since the start that went into compiling methods.</param>
/// <param name="CompiledMethods">The methods compiled since the start, each as often as it was.</param>
/// <param name="OldestBytes">The size of the oldest generation after the last collection, in bytes.</param>
/// <param name="WaitingForFinalizers">How many objects waited for their finalizers after the last collection.</param>
/// <param name="Contentions">How often a thread had to wait for a lock since the start.</param>
/// <param name="Threads">How many threads the pool has.</param>
public sealed record ServerSample(
    [property: JsonPropertyName("allocated")] long Allocated,
    [property: JsonPropertyName("paused")] long PausedMicroseconds,
    [property: JsonPropertyName("collections")] long Collections,
    [property: JsonPropertyName("compiling")] long CompilingMicroseconds,
    [property: JsonPropertyName("compiled")] long CompiledMethods,
    [property: JsonPropertyName("oldest")] long OldestBytes,
    [property: JsonPropertyName("finalizers")] long WaitingForFinalizers,
    [property: JsonPropertyName("contentions")] long Contentions,
    [property: JsonPropertyName("threads")] long Threads)
{
    private const int Oldest = 2;

    /// <summary>What happened between two samples. Sizes and threads are those of the later one.</summary>
    public static ServerSample operator -(ServerSample later, ServerSample earlier) => later.Add(earlier, -1) with { OldestBytes = later.OldestBytes, WaitingForFinalizers = later.WaitingForFinalizers, Threads = later.Threads };

    /// <summary>What is in either.</summary>
    public static ServerSample operator +(ServerSample one, ServerSample other) => one.Add(other, 1) with { OldestBytes = other.OldestBytes, WaitingForFinalizers = other.WaitingForFinalizers, Threads = other.Threads };

    /// <summary>The sample of this process.</summary>
    public static ServerSample Take()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        return new(
            GC.GetTotalAllocatedBytes(precise: true),
            (long)GC.GetTotalPauseDuration().TotalMicroseconds,
            GC.CollectionCount(0),
            (long)JitInfo.GetCompilationTime().TotalMicroseconds,
            JitInfo.GetCompiledMethodCount(),
            last.GenerationInfo[Oldest].SizeAfterBytes,
            last.FinalizationPendingCount,
            Monitor.LockContentionCount,
            ThreadPool.ThreadCount);
    }

    private ServerSample Add(ServerSample other, int times) => this with
    {
        Allocated = Allocated + (times * other.Allocated),
        PausedMicroseconds = PausedMicroseconds + (times * other.PausedMicroseconds),
        Collections = Collections + (times * other.Collections),
        Contentions = Contentions + (times * other.Contentions),
        CompilingMicroseconds = CompilingMicroseconds + (times * other.CompilingMicroseconds),
        CompiledMethods = CompiledMethods + (times * other.CompiledMethods),
    };
}
