using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes.Sdk;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Dhafnck.McpAuth.Usage.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers rate limits, usage counts and alerts.</summary>
internal static class UsageRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<IUsageStore, InMemoryUsageStore>();
        services.AddSingleton<WindowRateLimiters>();
        services.TryAddSingleton<ITokenRateLimiters>(provider => provider.GetRequiredService<WindowRateLimiters>());
        services.AddSingleton<TokenActivities>();
        services.AddSingleton<IUsageWatch, UnusualUse>();
        services.AddSingleton<IToolCallCounter, ToolCounts>();

        // Register the dispatcher before the writer. Hosted services stop in reverse order, so events from the final write
        // are still delivered.
        services.AddSingleton<TokenEvents>();
        services.AddSingleton<ITokenEventSink, LoggingTokenEventSink>();
        services.AddSingleton<ITokenEventSink, WebhookTokenEventSink>();

        // Remove the client's own loggers, and its spans: they contain the URL, whose path can be secret.
        services.AddHttpClient(WebhookTokenEventSink.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        services.AddSingleton<TokenEventDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenEventDispatcher>());
        services.AddSingleton(provider => new TokenEventDelivery(provider.GetRequiredService<TokenEventDispatcher>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ExpiryWatch>();
        services.AddHostedService<UsagePruner>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
        services.AddHostedService<UnusedTokens>();
    }
}
