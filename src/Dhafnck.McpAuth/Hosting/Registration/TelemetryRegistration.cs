using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Telemetry.Gauges;
using Dhafnck.McpAuth.Telemetry.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the metrics, and the conditions of the health checks.</summary>
internal static class TelemetryRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<McpAuthMeter>();
        services.AddSingleton<AspNetCoreMetrics>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<RecordMetrics>();
        services.AddSingleton<UsageMetrics>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<OpenUseMetrics>();
        services.AddSingleton<RequestTelemetry>();
        services.AddHostedService<StateGauges>();
        services.AddSingleton<IReadinessCondition, StoreCondition>();
        services.AddSingleton<IReadinessCondition, IssuerKeysCondition>();
    }
}
