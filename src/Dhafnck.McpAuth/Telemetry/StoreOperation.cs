using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>Measures an operation of a store: how long it takes, and whether it fails. A cancellation is not a failure: a missed deadline is a <see cref="TimeoutException"/>.</summary>
/// <param name="name">The name of its spans.</param>
/// <param name="duration">The histogram of its durations.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreOperation(string name, Histogram<double> duration, TimeProvider time)
{
    /// <summary>Runs the operation in a span, so that the spans of the database are below it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="tag">The name of an attribute of the span.</param>
    /// <param name="value">The value of the attribute.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> operation, string tag, object value)
    {
        using var span = Spans.Start(name)?.SetTag(tag, value);
        var startedAt = time.GetTimestamp();
        try
        {
            var result = await operation().ConfigureAwait(false);
            Record(startedAt, null);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Record(startedAt, exception);
            span.Fail(exception);
            throw;
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> operation, string tag, object value) =>
        RunAsync<object?>(
            async () =>
            {
                await operation().ConfigureAwait(false);
                return null;
            },
            tag,
            value);

    /// <summary>Runs an operation that is repeated all the time. It has a span only when it fails or is slow: the others are noise.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="patience">The time from which the operation is slow.</param>
    public async Task<T> RunQuietlyAsync<T>(Func<Task<T>> operation, TimeSpan patience)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            var result = await operation().ConfigureAwait(false);
            if (Record(startedAt, null) is var elapsed && elapsed >= patience)
            {
                Trace(elapsed)?.Dispose();
            }

            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            using var span = Trace(Record(startedAt, exception));
            span.Fail(exception);
            throw;
        }
    }

    private TimeSpan Record(long startedAt, Exception? failure)
    {
        var elapsed = time.GetElapsedTime(startedAt);
        var tags = default(TagList);
        if (failure is not null)
        {
            tags.Add(TelemetryTags.ErrorType, failure.GetType().FullName);
        }

        duration.Record(elapsed.TotalSeconds, tags);
        return elapsed;
    }

    private Activity? Trace(TimeSpan elapsed) => Spans.Start(name, time.GetUtcNow() - elapsed);
}
