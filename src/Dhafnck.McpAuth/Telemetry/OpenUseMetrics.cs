using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The metrics of requests and calls that stay open.</summary>
internal sealed class OpenUseMetrics(McpAuthMeter meter)
{
    private readonly Counter<long> _ended = meter.Counter("mcp_auth.open_use.ended", "{use}", "The open requests and calls that were ended because their token was no longer valid.");

    public void Ended() => _ended.Add(1);
}
