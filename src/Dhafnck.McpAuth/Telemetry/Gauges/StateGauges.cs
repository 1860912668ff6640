using System.Diagnostics.Metrics;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Tokens.Records;
using Dhafnck.McpAuth.Usage.Counts;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Telemetry.Gauges;

/// <summary>The metrics that are read when somebody collects them: they cost nothing in between.</summary>
internal sealed class StateGauges(McpAuthMeter meter, TokenRecords records, UsageWriter usage, OpenUses open, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.Meter.CreateObservableGauge("mcp_auth.cache.trusted", IsTrusted, null, "1 while cached token records are used without asking the store, otherwise 0.");
        meter.Meter.CreateObservableGauge("mcp_auth.cache.confirmation.age", Age, "s", "The time since the store last confirmed the cached token records.");
        meter.Meter.CreateObservableGauge("mcp_auth.usage.flush.age", () => usage.Age.TotalSeconds, "s", "The time since all usage counts were last written.");
        meter.Meter.CreateObservableUpDownCounter("mcp_auth.usage.backlog", () => usage.Backlog, "{token}", "The tokens with usage counts that are not yet written.");
        meter.Meter.CreateObservableUpDownCounter("mcp_auth.open_use.count", () => open.Count, "{use}", "The open requests and calls that end with their token.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private int IsTrusted() => records.Trust.Holds(time.GetTimestamp(), time.GetUtcNow()) ? 1 : 0;

    // Nothing, rather than a made-up number, while the store has never answered.
    private IEnumerable<Measurement<double>> Age() => records.Trust.Age() is { } age ? [new(age.TotalSeconds)] : [];
}
