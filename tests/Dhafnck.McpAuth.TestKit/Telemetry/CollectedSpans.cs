using System.Collections.Concurrent;
using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Telemetry;

/// <summary>
/// The spans of one test. A server that starts while it exists has its background work below it, and a request takes it along in
/// its <c>traceparent</c>, so that spans of other tests are told apart.
/// </summary>
public sealed class CollectedSpans : IDisposable
{
    private readonly Activity _test = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _spans = [];

    /// <summary>Collects the spans of these sources, or of all.</summary>
    public CollectedSpans(params string[] sources)
    {
        _test.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        _listener = new()
        {
            ShouldListenTo = source => sources.Length == 0 || sources.Contains(source.Name),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _test.TraceId)
                {
                    _spans.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => [.. _spans];

    public IReadOnlyList<Activity> Named(string name) => [.. _spans.Where(span => span.OperationName == name || span.DisplayName == name)];

    /// <summary>Waits for a span: it ends after the answer.</summary>
    public async Task<Activity> HasAsync(string name, Func<Activity, bool>? which = null, Action? meanwhile = null) =>
        (await Eventually.GetAsync(() => Task.FromResult(Named(name).FirstOrDefault(which ?? (_ => true))), found => found is not null, meanwhile))!;

    public void Dispose()
    {
        _listener.Dispose();
        _test.Dispose();
    }
}
