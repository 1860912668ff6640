using System.Diagnostics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The spans of this library.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(McpAuthTelemetry.ActivitySourceName, typeof(Spans).Assembly.GetName().Version?.ToString(3));

    /// <summary>Starts a child span of the current one, now or at an earlier time; <see langword="null"/> when no listener samples it.</summary>
    public static Activity? Start(string name, DateTimeOffset from = default) =>
        Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), startTime: from);

    /// <summary>Marks a span as failed. It gets the exception's class without the message, which can contain anything.</summary>
    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag(TelemetryTags.ErrorType, exception.GetType().FullName);
}
