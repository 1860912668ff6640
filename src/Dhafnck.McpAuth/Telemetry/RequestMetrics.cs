using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The metrics of requests: what became of them, how long authentication took, and the permits of rate limits.</summary>
internal sealed class RequestMetrics(McpAuthMeter meter)
{
    private readonly Counter<long> _requests = meter.Counter("mcp_auth.requests", "{request}", "The requests to protected endpoints, by what became of them.");
    private readonly Counter<long> _permits = meter.Counter("mcp_auth.rate_limit.permits", "{permit}", "The permits that were requested from the rate limits of tokens.");
    private readonly Histogram<double> _authentications = meter.Duration("mcp_auth.authentication.duration", "The time to authenticate a request.");

    /// <summary>Whether a listener counts requests.</summary>
    public bool CountsRequests => _requests.Enabled;

    /// <summary>Whether a listener measures authentication.</summary>
    public bool MeasuresAuthentication => _authentications.Enabled;

    public void Authenticated(TimeSpan elapsed, string provider, string outcome) =>
        _authentications.Record(elapsed.TotalSeconds, new(TelemetryTags.Provider, provider), new(TelemetryTags.Outcome, outcome));

    public void Ended(string provider, string outcome, string? reason)
    {
        var tags = new TagList { { TelemetryTags.Provider, provider }, { TelemetryTags.Outcome, outcome } };
        if (reason is not null)
        {
            tags.Add(TelemetryTags.Reason, reason);
        }

        _requests.Add(1, tags);
    }

    public void Permitted() => Count("acquired");

    public void OverLimit() => Count("refused");

    public void LimiterFailed() => Count("failed");

    private void Count(string result)
    {
        if (_permits.Enabled)
        {
            _permits.Add(1, new KeyValuePair<string, object?>(TelemetryTags.PermitResult, result));
        }
    }
}
