using System.Collections.Concurrent;

namespace Faults;

/// <summary>What was checked, and what was found to be wrong.</summary>
internal sealed class Checks
{
    private readonly ConcurrentQueue<string> _violations = new();
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>Counts a check.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="violation">What is wrong if it does not.</param>
    public void That(bool holds, Func<string> violation)
    {
        Interlocked.Increment(ref _count);
        if (!holds)
        {
            var text = $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {violation()}";
            _violations.Enqueue(text);
            Console.Error.WriteLine($"VIOLATION {text}");
        }
    }
}
