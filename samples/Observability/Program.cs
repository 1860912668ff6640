using Dhafnck.McpAuth.Telemetry;
using Microsoft.EntityFrameworkCore;
using Observability;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateBuilder(args);
var database = builder.Configuration.GetConnectionString("Observability");
var auth = builder.AddMcpAuth();
if (database is not null)
{
    auth.AddEntityFrameworkStores(options => options.UseNpgsql(database));
}

builder.Services.AddMcpServer().WithHttpTransport().WithTools<ClockTools>();

builder.Services.AddHealthChecks().AddMcpAuth();
builder.Services.AddOpenTelemetry()
    .WithMetrics(metrics => metrics
        .AddMeter(McpAuthTelemetry.MeterName, "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization")
        .AddPrometheusExporter())
    .WithTracing(tracing => tracing
        .AddAspNetCoreInstrumentation()
        .AddSource(McpAuthTelemetry.ActivitySourceName));
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
{
    builder.Services.AddOpenTelemetry().UseOtlpExporter();
}

var app = builder.Build();
if (database is not null)
{
    await app.MigrateMcpAuthAsync();
}

app.MapMcp("/mcp").RequireMcpAuth();
app.MapHealthChecks("/healthz/ready", new() { Predicate = check => check.Tags.Contains("ready") });
app.MapHealthChecks("/healthz/live", new() { Predicate = check => check.Tags.Contains("live") });

// Open to everyone who reaches the port: a real server answers it on a port of its own, inside its network.
app.MapPrometheusScrapingEndpoint();
await app.IssueDevelopmentTokenAsync();
app.Run();
