namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The names with which an application subscribes to the metrics and traces, such as <c>AddMeter(McpAuthTelemetry.MeterName)</c>.</summary>
public static class McpAuthTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Dhafnck.McpAuth";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Dhafnck.McpAuth";
}
