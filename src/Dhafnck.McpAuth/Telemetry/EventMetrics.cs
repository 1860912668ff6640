using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The metrics of token events.</summary>
internal sealed class EventMetrics(McpAuthMeter meter)
{
    private readonly Counter<long> _sent = meter.Counter("mcp_auth.events.sent", "{event}", "The token events that a sink has handled.");
    private readonly Counter<long> _dropped = meter.Counter("mcp_auth.events.dropped", "{event}", "The token events that were lost.");

    public void Sent(string kind, string sink) => _sent.Add(1, new(TelemetryTags.EventKind, kind), new(TelemetryTags.EventSink, sink));

    public void Dropped(string kind, string reason) => _dropped.Add(1, new(TelemetryTags.EventKind, kind), new(TelemetryTags.Reason, reason));
}
